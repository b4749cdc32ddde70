#!/usr/bin/perl
# `escapement dev` as its user meets it: first start, second start, crash, stop, odd folders.
use strict;
use warnings;
use File::Path qw(make_path remove_tree);
use File::Temp qw(tempdir);
use JSON::PP qw(decode_json);
use POSIX qw(:sys_wait_h setuid setgid);
use Test::More;
use Time::HiRes qw(sleep time);

my $program = $ENV{ESCAPEMENT} // 'build/escapement';
$program = "$ENV{PWD}/$program" if $program !~ m{^/};
delete @ENV{ grep { /^(ESCAPEMENT_|DATABASE_URL$|PG)/ } keys %ENV };

my $root = $> == 0;
my $tmp  = tempdir('escapement-dev-XXXXXX', TMPDIR => 1);
chmod 0755, $tmp or die;
my (@folders, @children);
my $test_process = $$;
$SIG{INT} = $SIG{TERM} = $SIG{ALRM} = sub { exit 1 };
alarm 300;

# Runs the program; returns its exit code, standard output and standard error.
sub run {
    my (@arguments) = @_;
    my $out = File::Temp->new;
    my $err = File::Temp->new;
    my $pid = fork // die;
    if (!$pid) {
        open STDIN,  '<', '/dev/null'    or die;
        open STDOUT, '>', $out->filename or die;
        open STDERR, '>', $err->filename or die;
        exec $program, @arguments or POSIX::_exit(127);
    }
    waitpid $pid, 0;
    my $code = $? >> 8;
    local $/;
    open my $o, '<', $out->filename or die;
    open my $e, '<', $err->filename or die;
    return ($code, <$o> // '', <$e> // '');
}

sub dev {
    my ($folder, @arguments) = @_;
    push @folders, $folder if !grep { $_ eq $folder } @folders;
    return run('dev', '--data-dir', $folder, @arguments);
}

sub started {
    my ($folder) = @_;
    my ($code, $out, $err) = dev($folder, '--json');
    diag $err if $code;
    return $code ? {} : decode_json($out);
}

sub sql {
    my ($url, $statement) = @_;
    open my $psql, '-|', 'psql', '-X', '-A', '-t', '-d', $url, '-c', $statement or die;
    my $answer = join '', <$psql>;
    close $psql;
    chomp $answer;
    return $answer;
}

sub wait_until {
    my ($seconds, $condition) = @_;
    my $end = time + $seconds;
    while (time < $end) {
        return 1 if $condition->();
        sleep 0.02;
    }
    return 0;
}

# All processes that work in the PGDATA of a folder.
sub processes {
    my ($folder) = @_;
    return grep { (readlink("/proc/$_/cwd") // '') eq "$folder/postgres" }
      map { m{^/proc/(\d+)$} } glob '/proc/[0-9]*';
}

sub kill_all {
    my ($folder) = @_;
    kill 'KILL', processes($folder);
    return wait_until(30, sub { !processes($folder) });
}

# A process of the user that the cluster runs as; what it does is up to $do.
sub as_user {
    my ($do) = @_;
    my ($uid, $gid) = (getpwnam('postgres'))[2, 3];
    my $pid = fork // die;
    if (!$pid) {
        if ($root) { setgid($gid); setuid($uid); }
        $do->();
        POSIX::_exit(0);
    }
    push @children, $pid;
    return $pid;
}

# Puts $pid into the first line of a file.
sub write_pid {
    my ($path, $pid) = @_;
    my @lines;
    if (open my $old, '<', $path) {
        @lines = <$old>;
        close $old;
    }
    $lines[0] = "$pid\n";
    open my $file, '>', $path or die "$path: $!";
    print {$file} @lines;
    close $file or die;
    return;
}

END {
    if (defined $test_process && $$ == $test_process) {
        my $code = $?;
        kill 'KILL', @children;
        for my $folder (@folders) {
            run('dev', '--data-dir', $folder, '--stop');
            kill_all($folder);
        }
        remove_tree($tmp);
        $? = $code;
    }
}

# ---- the first start and the second ------------------------------------------------------------
my $folder = "$tmp/first";
my ($code, $out, $err) = run('migrate', '--data-dir', $folder);
is $code, 69, 'a command without a database fails';
is $err, "escapement: no database: start one with \"escapement dev\", or set DATABASE_URL\n",
  'and says how to get one';
($code) = dev($folder, '--status');
is $code, 3, 'the status of what was never started is 3';
($code) = dev($folder, '--stop');
is $code, 0, 'to stop what was never started is no failure';
ok !-e $folder, 'and neither makes a folder';

($code, $out, $err) = dev($folder);
is $code, 0, 'the first start works' or diag $err;
like $out, qr{\Aexport DATABASE_URL='postgresql://[^']*'\nexport ESCAPEMENT_TOKEN='\S+'\n\z},
  'and prints what a shell can evaluate, and nothing else';
is +(dev($folder))[1], ($out =~ s/^export ESCAPEMENT_TOKEN.*\n//mr), 'the token is shown only once';
my $first = started($folder);
ok !$first->{started}, 'the second start finds it running';
my $url = $first->{database_url};
is sql($url, 'select count(*) > 0 from escapement.schema_migration'), 't', 'it is migrated';
is sql($url, q(select current_setting('server_encoding') || current_setting('data_checksums'))),
  'UTF8on', 'it has UTF-8 and checksums';
like +(dev($folder, '--url'))[1], qr{\A\Q$url\E\n\z}, '--url prints the URL and nothing else';
my $status = decode_json((dev($folder, '--status', '--json'))[1]);
is $status->{pid}, $first->{pid}, '--status knows the process';
is +(run('migrate', '--data-dir', $folder))[0], 0, 'other commands find it without a URL';

SKIP: {
    skip 'not root', 2 if !$root;
    isnt +(stat "/proc/$first->{pid}")[4], 0, 'started by root, it does not run as root';
    my @owners = grep { (stat)[4] == 0 } $folder, glob "$folder/*";
    is "@owners", '', 'and nothing in its folder is of root';
}

my %inodes;
for my $table (glob '/proc/net/{tcp,tcp6,udp,udp6}') {
    open my $file, '<', $table or next;
    while (<$file>) { my @field = split; $inodes{ $field[9] } = 1 if @field > 9; }
}
my @sockets = grep { $inodes{$_} } map { (readlink($_) // '') =~ /^socket:\[(\d+)\]$/ }
  map { glob "/proc/$_/fd/*" } processes($folder);
is "@sockets", '', 'it has no socket on a network';
is +(stat "$folder/socket")[2] & 0777, 0700, 'nobody else can reach its socket';

# ---- crash -------------------------------------------------------------------------------------
sql($url, 'create table kept as select 1 as n');
ok kill_all($folder), 'every process is killed';
is +(run('migrate', '--data-dir', $folder))[0], 69, 'then commands say that there is no database';
my $again = started($folder);
ok $again->{started}, 'after that it starts again';
is sql($url, 'select n from kept'), 1, 'and has what was committed';

my $busy = as_user(sub {
    open STDERR, '>', '/dev/null';
    open STDOUT, '>', '/dev/null';
    exec 'psql', '-X', '-d', $url, '-c', 'select count(*) from generate_series(1, 15000000)';
});
ok wait_until(30, sub {
    sql($url, q(select count(*) from pg_stat_activity where query like '%generate_series%'
                and pid <> pg_backend_pid() and state = 'active')) eq '1';
}), 'a session is at work';
kill 'KILL', $again->{pid};
ok started($folder)->{started}, 'it starts though sessions outlived the killed server';
is sql($url, 'select n from kept'), 1, 'and has what was committed';

kill_all($folder);
my $stranger = as_user(sub { exec 'sleep', '600' });
write_pid("$folder/postgres/postmaster.pid", $stranger);
write_pid("$folder/socket/.s.PGSQL.8461.lock", $stranger);
ok started($folder)->{started}, 'it starts when the old process id is now of another program';
ok kill(0, $stranger), 'which is left alone';

kill_all($folder);
my $dead = as_user(sub { });
wait_until(10, sub {
    open my $stat, '<', "/proc/$dead/stat" or return 1;
    <$stat> =~ /\) Z /;
});
write_pid("$folder/postgres/postmaster.pid", $dead);
write_pid("$folder/socket/.s.PGSQL.8461.lock", $dead);
ok started($folder)->{started}, 'it starts when the old process is dead but was not waited for';

sql($url =~ s{///escapement}{///postgres}r, 'drop database escapement with (force)');
is started($folder)->{migrations_applied} > 0, 1, 'a dropped database is made again';

# ---- stop --------------------------------------------------------------------------------------
is +(dev($folder, '--stop'))[0], 0, '--stop works';
is scalar(processes($folder)), 0, 'and leaves no process';
is +(dev($folder, '--stop'))[0], 0, 'a second --stop is no failure';
is +(dev($folder, '--status'))[0], 3, 'the status is 3 then';

# ---- two at once -------------------------------------------------------------------------------
my $both = "$tmp/both";
push @folders, $both;
my @at_once = map {
    my $file = "$tmp/at-once-$_";
    my $pid  = fork // die;
    if (!$pid) {
        open STDOUT, '>', $file or die;
        exec $program, 'dev', '--json', '--data-dir', $both or POSIX::_exit(127);
    }
    [$pid, $file];
} 1 .. 3;
my (@codes, @answers);
for (@at_once) {
    waitpid $_->[0], 0;
    push @codes, $? >> 8;
    local $/;
    open my $file, '<', $_->[1] or die;
    push @answers, decode_json(<$file> || '{}');
}
is "@codes", '0 0 0', 'three at once on a new folder end well';
is scalar(grep { $_->{started} } @answers), 1, 'one of them starts it';
my %pids = map { ($_->{pid} // '') => 1 } @answers;
is scalar(keys %pids), 1, 'all speak of the same server';
dev($both, '--stop');

# ---- odd folders -------------------------------------------------------------------------------
my $long = join '/', $tmp, map { $_ x 40 } qw(a b c);
my $far  = started($long);
like $far->{socket}, qr{^/tmp/escapement-\d+-[0-9a-f]{16}/}, 'a long path has its socket elsewhere';
is sql($far->{database_url}, 'select 1'), '1', 'and can be reached';
my $sockets = $far->{socket} =~ s{/[^/]*$}{}r;
is +(stat $sockets)[2] & 0777, 0700, 'by nobody else';
is +(dev($long, '--stop'))[0], 0, 'and stopped';
chmod 0755, $sockets;
like +(dev($long))[2], qr{is not \S+ alone}, 'a folder for sockets that others can enter is refused';
rmdir $sockets;

mkdir "$both/postgres.new.left";
is +(dev($both))[0], 0, 'what a broken-off start left is no hindrance';
ok !-e "$both/postgres.new.left", 'and is removed';
dev($both, '--stop');

write_pid("$both/postgres/PG_VERSION", 14);
($code, undef, $err) = dev($both);
isnt $code, 0, 'a folder of another version is refused';
like $err, qr{made by PostgreSQL 14, but version 1\d\.\d+ is installed}, 'and both are named';

make_path("$tmp/taken/postgres");
chown +(getpwnam 'postgres')[2, 3], "$tmp/taken" if $root;
like +(dev("$tmp/taken"))[2], qr{is no data folder of PostgreSQL}, 'a folder of other things is refused';

SKIP: {
    skip 'not root', 3 if !$root;
    make_path("$tmp/theirs");
    chown +(getpwnam 'nobody')[2, 3], "$tmp/theirs";
    like +(dev("$tmp/theirs"))[2], qr{belongs to nobody, but PostgreSQL would run as postgres},
      'a folder of somebody else is refused';
    make_path("$tmp/closed");
    chmod 0700, "$tmp/closed";
    like +(dev("$tmp/closed/in"))[2], qr{cannot enter the data folder},
      'a folder below a closed one is refused';
    make_path("$tmp/empty");
    ok started("$tmp/empty")->{started}, 'an empty folder of root is taken over';
}

done_testing;
