# Subtests, todo, skips, names that repeat or are no XML.
use strict;
use warnings;
use utf8;
use Test::More;

binmode(Test::More->builder->$_, ':utf8') for qw(output failure_output todo_output);

ok(1, 'opens');
ok(0, 'opens');
ok(1);
ok(0);
ok(1, '<b> & "quotes" \'single\' ]]> 日本 é');
ok(1, "tab\there and \x1b[31m \x08");
subtest drawer => sub {
    ok(1, 'opens');
    ok(0, 'shuts');
    subtest lock => sub { ok(1, 'locks') };
};
is("é", "display said \x1b[31mERROR\x1b[0m \x00\x08 ]]> & <b>\nsecond line", 'display');

TODO: {
    local $TODO = 'when the "scale" is here';
    ok(0, 'is to be done and fails');
    ok(1, 'is to be done and passes');
}
SKIP: {
    skip 'opens in "December"', 2;
    ok(1) for 1 .. 2;
}
diag('printer says ]]> & <b>');
done_testing;
