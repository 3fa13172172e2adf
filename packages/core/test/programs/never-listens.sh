# Writes its pid into the file it is given, has a child that does nothing, and never becomes ready.
echo 'still loading'
sleep 1000 &
printf '%s\n%s\n' "$$" "$!" >>"$1"
wait
