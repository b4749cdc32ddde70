use Test::More tests => 3;
ok(1, 'passes before the crash');
die "scale did not settle\n";
