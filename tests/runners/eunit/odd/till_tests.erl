%% Generators, titles that repeat, fixtures that fail, a time-out and special characters.
-module(till_tests).
-include_lib("eunit/include/eunit.hrl").

opens_test() -> ok.

counts_test() -> ?assertEqual(1, 2).

throws_test() -> throw({drawer, "<stuck> & \"late\" ]]>"}).

coupon_test_() -> [?_assert(till:left(P) > 0) || P <- [10, 100, 50]].

titled_test_() ->
    [{"a coupon <&> \"off\"", ?_assertEqual(90, till:left(10))},
     {"a coupon <&> \"off\"", ?_assertEqual(1, till:left(100))}].

display_test_() ->
    {"display " ++ [16#20ac, 27, 1], fun() ->
        io:format("out ~ts ]]> <&>~n", [[27, $[, $3, $1, $m, 16#20ac]]),
        error(list_to_binary([16#ff, 16#fe, 27, 8]))
    end}.

locked_test_() ->
    {setup, fun() -> error(till_is_locked) end, fun(_) -> ok end,
     [{"never opens", fun() -> ok end}]}.

stuck_test_() ->
    {setup, fun() -> ok end, fun(_) -> error(drawer_is_stuck) end,
     [{"opens", fun() -> ok end}]}.

slow_test_() -> {timeout, 0.1, fun() -> timer:sleep(1000) end}.
