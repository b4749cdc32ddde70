-module(till).
-export([left/1]).

left(Percent) -> 100 - Percent.
