import type { AgentOptions } from '@mirakuru/core/declaration'
import { dropTo } from '../blocks.js'
import { findProgram } from '../program.js'

/**
 * The agent of rabbitmq(): a hidden node of Erlang that calls the functions behind `rabbitmqctl`. It creates a virtual
 * host in 25 ms; `rabbitmqctl` needs 900 ms for that, most of them to start.
 *
 * @param user - that of the server, whose cookie it needs
 */
export function declareAgent(
  user: string | undefined = dropTo('rabbitmq', 'nobody').user,
): AgentOptions {
  const { command } = findProgram({ names: ['erl'], install: [] }, { from: 'path', cwd: '' })
  return {
    // Its name has its pid, so that several can be at one server.
    command: ['/bin/sh', '-c', named, 'sh', ...command, ...flags, escape(program)],
    env: {
      HOME: '{server.tmp}',
      ERL_EPMD_PORT: '{server.ports.epmd}',
      ERL_CRASH_DUMP: '/dev/null',
      SERVER_NODE: 'n{server.port}@localhost',
    },
    ...(user !== undefined && { user }),
  }
}

const named = 'exec "$@" -sname agent$$@localhost'
const flags = ['-noshell', '-hidden', '-eval']

/** No brace of it is that of a placeholder. */
function escape(text: string): string {
  return text.replaceAll(/\{\w+\}/g, '{$&}')
}

/** Names are safe as identifiers, so the requests need no parser of JSON. */
const program = String.raw`
Node = list_to_atom(os:getenv("SERVER_NODE")),
pong = net_adm:ping(Node),
User = <<"guest">>,
Call = fun(Module, Function, Arguments) ->
  case rpc:call(Node, Module, Function, Arguments) of
    {badrpc, Reason} -> throw(Reason);
    {error, Reason} -> throw(Reason);
    Result -> Result
  end
end,
Create = fun(Id) ->
  Call(rabbit_vhost, add, [Id, User]),
  All = <<".*">>,
  Call(rabbit_auth_backend_internal, set_permissions, [User, Id, All, All, All, User]),
  ""
end,
Reset = fun(Id) ->
  Queues = Call(rabbit_amqqueue, list, [Id]),
  [Call(rabbit_amqqueue, delete, [Queue, false, false, User]) || Queue <- Queues],
  ""
end,
List = fun() ->
  Names = [["\"", Name, "\""] || Name <- Call(rabbit_vhost, list_names, [])],
  [" [", lists:join(",", Names), "]"]
end,
Do = fun
  (<<"create">>, Id) -> Create(Id);
  (<<"destroy">>, Id) -> Call(rabbit_vhost, delete, [Id, User]), "";
  (<<"reset">>, Id) -> Reset(Id);
  (<<"list">>, _) -> List()
end,
Escape = fun(Text) -> re:replace(Text, "[\\\\\"\\s]+", " ", [global]) end,
Answer = fun(Line) ->
  Form = "^(\\d+) \\[\"(\\w+)\"(?:,\"(\\w+)\")?",
  {match, [Number, Verb | Rest]} = re:run(Line, Form, [{capture, all_but_first, binary}]),
  Result = try ["ok", Do(Verb, iolist_to_binary(Rest))]
  catch _:Reason -> ["error \"", Escape(io_lib:format("~0p", [Reason])), "\""]
  end,
  io:put_chars([Number, " ", Result, "\n"])
end,
Loop = fun Next() ->
  case io:get_line("") of
    Line when is_list(Line) -> spawn(fun() -> Answer(Line) end), Next();
    _ -> halt()
  end
end,
io:put_chars("ready\n"),
Loop().
`
