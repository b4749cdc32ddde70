%% Groups, repeated and skipped cases, hooks that fail, and special characters.
-module(till_SUITE).
-include_lib("common_test/include/ct.hrl").
-compile([export_all, nowarn_export_all]).

suite() -> [{timetrap, {seconds, 1}}].

all() -> [opens, counts, says_special, prints, waits, unlocks, closes, {group, drawer},
          {group, locked}].

groups() -> [{drawer, [{repeat, 2}], [opens, counts]}, {locked, [], [opens]}].

init_per_group(locked, _) -> error(drawer_is_locked);
init_per_group(_, Config) -> Config.
end_per_group(_, _) -> ok.

init_per_testcase(unlocks, _) -> error(till_is_locked);
init_per_testcase(_, Config) -> Config.
end_per_testcase(closes, _) -> error(drawer_is_open);
end_per_testcase(_, _) -> ok.

opens(_) -> ok.
counts(_) -> 1 = length([a, b]).
says_special(_) ->
    ct:fail("display said ~ts ]]> <&> \"quoted\"", [[27, $[, $3, $1, $m, 8, 16#20ac]]).
prints(_) -> {skip, "no printer <here>"}.
waits(_) -> timer:sleep(5000).
unlocks(_) -> ok.
closes(_) -> ok.
