#!/usr/bin/perl
# `escapement migrate`: once, again, at the same time, and on databases that it must not touch.
use strict;
use warnings;
use File::Path qw(remove_tree);
use File::Temp qw(tempdir);
use JSON::PP qw(decode_json);
use POSIX ();
use Test::More;

my $program = $ENV{ESCAPEMENT} // 'build/escapement';
$program = "$ENV{PWD}/$program" if $program !~ m{^/};
delete @ENV{ grep { /^(ESCAPEMENT_|DATABASE_URL$|PG)/ } keys %ENV };

my $tmp = tempdir('escapement-migrate-XXXXXX', TMPDIR => 1);
chmod 0755, $tmp or die;
my $folder       = "$tmp/cluster";
my $test_process = $$;
$SIG{INT} = $SIG{TERM} = $SIG{ALRM} = sub { exit 1 };
alarm 300;

# Runs the program; returns its exit code and both outputs.
sub run {
    my (@arguments) = @_;
    my ($out, $err) = ("$tmp/out", "$tmp/err");
    my $pid = fork // die;
    if (!$pid) {
        open STDIN,  '<', '/dev/null' or die;
        open STDOUT, '>', $out        or die;
        open STDERR, '>', $err        or die;
        exec $program, @arguments or POSIX::_exit(127);
    }
    waitpid $pid, 0;
    my $code = $? >> 8;
    return ($code, map { open my $file, '<', $_ or die; local $/; <$file> // '' } $out, $err);
}

sub sql {
    my ($url, $statement) = @_;
    open my $psql, '-|', 'psql', '-X', '-q', '-A', '-t', '-v', 'ON_ERROR_STOP=1', '-d', $url, '-c',
      $statement
      or die;
    my $answer = join '', <$psql>;
    close $psql or die "psql: $statement";
    chomp $answer;
    return $answer;
}

END {
    if (defined $test_process && $$ == $test_process) {
        my $code = $?;
        run('dev', '--data-dir', $folder, '--stop');
        remove_tree($tmp);
        $? = $code;
    }
}

my ($code, $out, $err) = run('dev', '--data-dir', $folder, '--json');
BAIL_OUT("no cluster: $err") if $code;
my $home = decode_json($out)->{database_url};

# A database of its own for each question.
sub database {
    my ($name) = @_;
    sql($home, "create database $name");
    return $home =~ s{///escapement}{///$name}r;
}

sub migrate {
    my ($url, @arguments) = @_;
    return run('migrate', '--database-url', $url, @arguments);
}

my $record = 'select version, name, checksum from escapement.schema_migration order by version';

# ---- once and again ----------------------------------------------------------------------------
my $url = database('again');
($code, $out) = migrate($url, '--status', '--json');
is $code, 0, 'the status of an empty database can be asked for';
my @known = @{ decode_json($out)->{migrations} };
is scalar(grep { defined $_->{applied_at} } @known), 0, 'nothing was run on it';
is sql($url, q(select to_regnamespace('escapement') is null)), 't', 'and to ask changed nothing';

($code, $out, $err) = migrate($url, '--json');
is $code, 0, 'the first time works' or diag $err;
is decode_json($out)->{applied}, scalar @known, 'and runs all migrations';
is sql($url, $record), join("\n", map { join '|', @{$_}{qw(version name checksum)} } @known),
  'each is recorded with its checksum';
my $before = sql($url, 'select max(applied_at), count(*) from escapement.schema_migration');
($code, $out) = migrate($url, '--json');
is $code, 0, 'the second time works';
is decode_json($out)->{applied}, 0, 'and runs nothing';
is sql($url, 'select max(applied_at), count(*) from escapement.schema_migration'), $before,
  'and changes nothing';
($code, $out) = migrate($url, '--status', '--json');
is scalar(grep { defined $_->{applied_at} } @{ decode_json($out)->{migrations} }), scalar @known,
  'the status says that all were run';

# ---- at the same time --------------------------------------------------------------------------
$url = database('at_once');
my @running = map {
    my $file = "$tmp/at-once-$_";
    my $pid  = fork // die;
    if (!$pid) {
        open STDOUT, '>', $file or die;
        exec $program, 'migrate', '--json', '--database-url', $url or POSIX::_exit(127);
    }
    [$pid, $file];
} 1 .. 4;
my ($total, @codes) = (0);
for (@running) {
    waitpid $_->[0], 0;
    push @codes, $? >> 8;
    open my $file, '<', $_->[1] or die;
    local $/;
    $total += decode_json(<$file> || '{"applied": 0}')->{applied};
}
is "@codes", '0 0 0 0', 'four at the same time end well';
is $total, scalar @known, 'and run each migration once';

# ---- what is in between can be finished --------------------------------------------------------
SKIP: {
    skip 'only one migration', 2 if @known < 2;
    $url = database('half');
    migrate($url);
    my $rest = sql($url, q(select coalesce(max(version), 0) from escapement.schema_migration));
    is $rest, $known[-1]{version}, 'the last migration is the newest';
    sql($url, 'delete from escapement.schema_migration where version = 1');
    ($code, undef, $err) = migrate($url);
    like $err, qr{has had migration 2 .* but not migration 1}, 'a gap is refused';
}

# ---- what must not be touched ------------------------------------------------------------------
$url = database('changed');
migrate($url);
my $old = '0' x 64;
sql($url, "update escapement.schema_migration set checksum = '$old' where version = 1");
($code, undef, $err) = migrate($url);
is $code, 65, 'a migration that was changed afterwards is refused';
like $err, qr{\Q$known[0]{name}\E}, 'it is named';
like $err, qr{$old.*$known[0]{checksum}}, 'with both checksums';
($code, $out) = migrate($url, '--status');
is $code, 65, 'the status fails too';
like $out, qr{^\Q$known[0]{name}\E }m, 'but lists what it found';

$url = database('newer');
migrate($url);
sql($url, q(insert into escapement.schema_migration (version, name, checksum, applied_at)
            values (9999, '9999_of_tomorrow.sql', '', now())));
($code, undef, $err) = migrate($url);
is $code, 65, 'a newer database is refused';
like $err, qr{newer than this program.*migration 9999, this program knows \d+},
  'with what it has and what the program knows';

# ---- a failure leaves nothing half done --------------------------------------------------------
$url = database('in_the_way');
sql($url, 'create schema escapement; create table escapement.project (n int)');
($code, undef, $err) = migrate($url);
isnt $code, 0, 'a migration that fails is reported';
like $err, qr{migration 0001_\w+\.sql: .*already exists}, 'with its name and the words of the database';
is sql($url, q(select to_regclass('escapement.schema_migration') is null
               and to_regclass('escapement.token') is null)), 't', 'and nothing of it stays';

# ---- who may not change ------------------------------------------------------------------------
$url = database('reader');
migrate($url);
sql($url, 'create role reader login; grant usage on schema escapement to reader;
           grant select on escapement.schema_migration to reader');
is +(migrate($url =~ s{user=escapement}{user=reader}r))[0], 0,
  'with nothing to do no right to change is needed';

done_testing;
