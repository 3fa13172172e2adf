# Three shells with three sleeping children each; with an argument also a daemon that leaves the session.
for branch in 1 2 3; do
  sh -c 'sleep 1000 & sleep 1000 & sleep 1000 & wait' &
done
[ "$1" = daemon ] && setsid sleep 1000 &
wait
