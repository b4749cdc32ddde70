#!/usr/bin/perl
# `escapement serve` over the wire: what is refused and when, who waits for whom, how it ends.
use strict;
use warnings;
use File::Path qw(remove_tree);
use File::Temp qw(tempdir);
use IO::Select;
use IO::Socket::INET;
use JSON::PP qw(decode_json);
use POSIX ();
use Test::More;
use Time::HiRes qw(sleep time);

my $program = $ENV{ESCAPEMENT} // 'build/escapement';
$program = "$ENV{PWD}/$program" if $program !~ m{^/};
delete @ENV{ grep { /^(ESCAPEMENT_|DATABASE_URL$|PG)/ } keys %ENV };

my $tmp = tempdir('escapement-serve-XXXXXX', TMPDIR => 1);
chmod 0755, $tmp or die;
my $test_process = $$;
my ($server, $port, %token);
$SIG{INT}  = $SIG{TERM} = $SIG{ALRM} = sub { exit 1 };
$SIG{PIPE} = 'IGNORE';
alarm 400;

use constant { MIB => 1 << 20, LIMIT => 2 << 20 };

# ---- Programs -------------------------------------------------------------------------------

sub start {
    my ($out, $err, @arguments) = @_;
    my $pid = fork // die;
    return $pid if $pid;
    open STDIN,  '<', '/dev/null' or die;
    open STDOUT, '>', $out        or die;
    open STDERR, '>>', $err       or die;
    exec $program, @arguments or POSIX::_exit(127);
}

sub slurp {
    my ($path) = @_;
    open my $file, '<', $path or return '';
    local $/;
    return <$file> // '';
}

# Runs the program to its end; its exit code and both outputs.
sub run {
    my ($out, $err) = ("$tmp/out", "$tmp/err");
    unlink $err;
    waitpid start($out, $err, @_), 0;
    my $code = $? >> 8;
    return ($code, slurp($out), slurp($err));
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

sub start_server {
    my @flags = @_;
    unlink "$tmp/port";
    $server = start("$tmp/serve.out", "$tmp/serve.log", 'serve', '--port', 0, '--port-file',
        "$tmp/port", '--max-body-bytes', LIMIT, '--http-timeout-s', 20, @flags);
    wait_until(20, sub { slurp("$tmp/port") =~ /\n/ }) or BAIL_OUT(slurp("$tmp/serve.log"));
    ($port) = slurp("$tmp/port") =~ /(\d+)/;
}

# The exit code of the server (128 + the signal that killed it), or -1 when it does not end.
sub ended {
    my ($seconds) = @_;
    my $status = -1;
    wait_until($seconds, sub { waitpid($server, POSIX::WNOHANG()) == $server and $status = $?, 1 });
    undef $server if $status != -1;
    return $status == -1 ? -1 : $status & 127 ? 128 + ($status & 127) : $status >> 8;
}

sub stop_server {
    kill 'TERM', $server;
    return ended(40);
}

sub new_token { my ($code, $out) = run('token', 'create', @_); chomp $out; return $out }

# Holds the lock that every upload needs for some seconds.
sub hold_uploads {
    my ($seconds) = @_;
    my $go = "$tmp/locked";
    unlink $go;
    my $pid = fork // die;
    if (!$pid) {
        open STDOUT, '>', '/dev/null' or die;
        exec 'psql', '-Xq', '-d', $ENV{DATABASE_URL}, '-c', 'begin', '-c',
          'lock table escapement.commit in access exclusive mode', '-c', "\\! touch $go", '-c',
          "select pg_sleep($seconds)", '-c', 'commit';
    }
    wait_until(10, sub { -e $go }) or die 'no lock';
    return $pid;
}

# Waits until so many requests are under way, beside the one that asks.
sub under_way {
    my ($count) = @_;
    return wait_until(10,
        sub { ask('GET', '/metrics')->{body} =~ /_under_way (\d+)$/m && $1 == $count + 1 });
}

# ---- Requests -------------------------------------------------------------------------------

sub dial {
    my $socket = IO::Socket::INET->new(PeerAddr => '127.0.0.1', PeerPort => $port, Timeout => 5);
    $socket->autoflush(1) if $socket;
    return $socket;
}

sub head {
    my ($method, $path, %headers) = @_;
    my $text = "$method $path HTTP/1.1\r\nHost: test\r\n";
    $text .= "$_: $headers{$_}\r\n" for sort keys %headers;
    return "$text\r\n";
}

# Everything that can be read until the answer is whole, the peer closes, or the time is over.
sub receive {
    my ($socket, $method, $seconds) = @_;
    my ($got, $end) = ('', time + ($seconds // 15));
    my $select = IO::Select->new($socket);
    while (time < $end) {
        my $answer = parse($got, $method);
        return $answer if $answer;
        next if !$select->can_read(0.2);
        last if !sysread $socket, $got, 65536, length $got;
    }
    return parse($got, $method) // { status => 0, body => $got, headers => {}, continued => 0 };
}

# How many bytes are on their way on the connections, sent and not yet read by the other side.
sub queued {
    my %mine = map { sprintf('%04X', $_->sockport) => 1 } @_;
    open my $table, '<', '/proc/net/tcp' or die;
    my $bytes = 0;
    while (<$table>) {
        my ($local, $remote, $sent, $got) = /^ *\d+: \w+:(\w+) \w+:(\w+) \w+ (\w+):(\w+)/ or next;
        $bytes += hex($sent) + hex($got) if $mine{$local} || $mine{$remote};
    }
    return $bytes;
}

sub parse {
    my ($text, $method) = @_;
    my $continued = $text =~ s{^HTTP/1\.1 100 [^\r]*\r\n\r\n}{};
    my ($top, $body) = $text =~ /^(.*?)\r\n\r\n(.*)$/s or return;
    my ($status, @lines) = split /\r\n/, $top;
    my %headers = map { /^([^:]+): *(.*)$/ ? (lc $1, $2) : () } @lines;
    my $want = $method eq 'HEAD' || $status =~ / 304 / ? 0 : $headers{'content-length'} // 0;
    return if length $body < $want;
    return { status => ($status =~ / (\d+)/)[0], headers => \%headers, body => $body,
        continued => $continued };
}

sub ask {
    my ($method, $path, $headers, $body) = @_;
    my $socket = dial() or return { status => 0, headers => {}, body => '' };
    my %headers = %{ $headers // {} };
    $headers{'Content-Length'} //= length $body if defined $body;
    print $socket head($method, $path, %headers), $body // '';
    return receive($socket, $method);
}

sub bearer { return (Authorization => "Bearer $token{$_[0]}") }
sub detail { return eval { decode_json($_[0]{body})->{detail} } // '' }

sub report {
    my ($name) = @_;
    return qq{<testsuite name="s"><testcase classname="C" name="$name" time="0.01"/></testsuite>};
}
my $commits = 0;
sub place { return sprintf '/api/v1/projects/shop/reports?commit=%040x', ++$commits }

# ---- The house ------------------------------------------------------------------------------

END {
    my $code = $?;
    if ($$ == $test_process) {
        kill 'KILL', $server if $server;
        run('dev', '--stop', '--data-dir', "$tmp/cluster");
        remove_tree($tmp);
    }
    $? = $code;
}

my ($code, $url, $err) = run('dev', '--data-dir', "$tmp/cluster");
BAIL_OUT($err) if $code;
(undef, $url) = run('dev', '--url', '--data-dir', "$tmp/cluster");
chomp $url;
$ENV{DATABASE_URL} = $url;
%token = (
    upload => new_token('--project', 'shop', '--scope', 'upload'),
    read   => new_token('--project', 'shop', '--scope', 'read'),
    toys   => new_token('--project', 'toys', '--scope', 'admin'),
    admin  => new_token('--all-projects', '--scope', 'admin'),
    wrong  => 'esc_' . '0' x 64,
);
like $token{$_}, qr/^esc_[0-9a-f]{64}$/, "token create prints a token ($_)" for 'upload', 'admin';
start_server();
is slurp("$tmp/serve.out"), "listening on http://127.0.0.1:$port\n", 'says where it listens';

subtest 'probes are public' => sub {
    is ask('GET', '/healthz')->{body}, "ok\n", 'alive';
    is ask('GET', '/readyz')->{status}, 200, 'ready';
    like ask('GET', '/metrics')->{body}, qr/^escapement_build_info\{version="[^"]+"\} 1$/m, 'metrics';
};

subtest 'addresses and methods' => sub {
    my $answer = ask('GET', '/nope');
    is $answer->{status}, 404, 'nothing there';
    is $answer->{headers}{'content-type'}, 'application/problem+json', 'as a problem document';
    is decode_json($answer->{body})->{instance}, $answer->{headers}{'x-request-id'}, 'with its id';
    $answer = ask('POST', '/healthz', {}, '');
    is $answer->{status}, 405, 'no such method';
    is $answer->{headers}{allow}, 'GET, HEAD', 'says which there are';
    is ask('GET', '/problems/too-large')->{status}, 200, 'a problem has a page';
    like detail(ask('POST', place() . '&zork=1', { bearer('upload') }, report('a'))), qr/"zork"/,
      'an undeclared parameter is named';
};

subtest 'request ids' => sub {
    is ask('GET', '/healthz', { 'X-Request-Id' => 'a.B-3_' })->{headers}{'x-request-id'}, 'a.B-3_',
      'a sane one is echoed';
    for my $bad ('a b', 'x' x 65, 'a"b') {
        like ask('GET', '/healthz', { 'X-Request-Id' => $bad })->{headers}{'x-request-id'},
          qr/^[0-9a-f]{16}$/, 'another is replaced';
    }
    ask('GET', '/nope', { 'X-Request-Id' => 'find-me' });
    ok wait_until(2, sub { slurp("$tmp/serve.log") =~ /status=404 .*request=find-me/ }), 'is logged';
};

subtest 'tokens and scopes' => sub {
    my $answer = ask('GET', '/api/v1/projects/shop/reports/1');
    is $answer->{status}, 401, 'no token';
    like $answer->{headers}{'www-authenticate'}, qr/^Bearer/, 'says what it takes';
    for my $header ("Bearer $token{wrong}", 'Bearer x', 'Bearer', 'Basic YTpi', $token{upload}) {
        is ask('GET', '/api/v1/projects/shop/reports/1', { Authorization => $header })->{status},
          401, 'no good: ' . substr $header, 0, 12;
    }
    $answer = ask('POST', place(), { bearer('read') }, report('a'));
    is $answer->{status}, 403, 'a reader may not upload';
    is_deeply decode_json($answer->{body})->{scopes}, [ 'upload', 'admin' ], 'says who may';
    is ask('GET', '/api/v1/projects/shop/reports/1', { bearer('toys') })->{status}, 404,
      'the project of others is not there';
    is ask('GET', '/api/v1/projects/none/reports/1', { bearer('admin') })->{status}, 404,
      'nor is one that does not exist';
    unlike slurp("$tmp/serve.log"), qr/esc_[0-9a-f]/, 'no token is logged';
};

subtest 'a revoked token stops working' => sub {
    my (undef, $out) = run('token', 'create', '--project', 'shop', '--scope', 'read', '--json');
    my $made = decode_json($out);
    my $works = sub {
        ask('GET', '/api/v1/projects/shop/reports/1',
            { Authorization => "Bearer $made->{token}" })->{status} != 401;
    };
    ok $works->(), 'works';
    is((run('token', 'revoke', $made->{id}))[0], 0, 'revoked');
    ok wait_until(6, sub { !$works->() }), 'refused within five seconds';
    is((run('token', 'revoke', 99999))[0], 66, 'one that is not there cannot be revoked');
};

subtest 'an upload, again, and read back' => sub {
    my $place = place();
    my $first = ask('POST', $place, { bearer('upload') }, report('a'));
    is $first->{status}, 201, 'stored';
    is decode_json($first->{body})->{verdict}, 'pass', 'judged';
    my $again = ask('POST', $place, { bearer('upload') }, report('a'));
    is $again->{status}, 200, 'sent again';
    is $again->{headers}{'idempotency-replayed'}, 'true', 'known';
    is $again->{body}, $first->{body}, 'the same answer';
    my $read = ask('GET', $first->{headers}{location}, { bearer('upload') });
    is $read->{body}, $first->{body}, 'read back';
    my $tag = $read->{headers}{etag};
    my $kept = ask('GET', $first->{headers}{location}, { bearer('upload'), 'If-None-Match' => $tag });
    is $kept->{status}, 304, 'not sent to who has it';
    is $kept->{headers}{etag}, $tag, 'with its tag';
    my $head = ask('HEAD', $first->{headers}{location}, { bearer('upload') });
    is "$head->{status} $head->{headers}{'content-length'}", '200 ' . length $read->{body}, 'HEAD';
    is $head->{body}, '', 'without a body';
};

subtest 'bodies that are no report' => sub {
    my $socket = dial();
    my @cases = (
        [ 'not XML',       'hello',                                qr/^body:1: .*not XML/ ],
        [ 'a DOCTYPE',     "<!DOCTYPE a>\n<testsuite/>",           qr/DOCTYPE/ ],
        [ 'gzip',          "\x1f\x8b\x08\x00" . 'x' x 100,         qr/gzip/ ],
        [ 'half a zip', "PK\x03\x04" . 'x' x 100, qr/^body: it breaks off at byte 104/ ],
        [ 'another root',  '<html>' . 'x' x 300_000 . '</html>',   qr/HTML/ ],
        [ 'nothing',       '',                                     qr/./ ],
    );
    for my $case (@cases) {
        my ($name, $body, $why) = @$case;
        print $socket head('POST', place(), bearer('upload'), 'Content-Length' => length $body), $body;
        my $answer = receive($socket, 'POST');
        is $answer->{status}, 422, $name;
        like detail($answer), $why, 'says why';
    }
    print $socket head('GET', '/healthz');
    is receive($socket, 'GET')->{status}, 200, 'and the connection is as good as new';
    my $packed = ask('POST', place(), { bearer('upload'), 'Content-Encoding' => 'br' }, 'x');
    is $packed->{status}, 415, 'a coding that is not read is refused by its header';
};

subtest 'a large body without a chance is not sent' => sub {
    my %huge = ('Content-Length' => 200 * MIB);
    for my $expect ({}, { Expect => '100-continue' }) {
        my $how = %$expect ? 'asked before' : 'sent at once';
        my $answer = ask('POST', place(), { bearer('upload'), %huge, %$expect });
        is $answer->{status}, 413, "too large, $how";
        ok !$answer->{continued}, 'no go-ahead';
        is decode_json($answer->{body})->{limit}, LIMIT, 'says the limit';
        is ask('POST', place(), { bearer('wrong'), %huge, %$expect })->{status}, 401, "no token, $how";
    }
    my $socket = dial();
    my $body   = report('expected') . ' ' x MIB;
    print $socket head('POST', place(), bearer('upload'), 'Content-Length' => length $body,
        Expect => '100-continue');
    ok wait_until(5, sub { IO::Select->new($socket)->can_read(0.1) }), 'one with a chance: go ahead';
    sysread $socket, my $go, 1024;
    like $go, qr{^HTTP/1.1 100 }, 'go ahead';
    print $socket $body;
    is receive($socket, 'POST')->{status}, 201, 'and it is stored';
};

subtest 'chunks past the limit' => sub {
    for my $case ([ LIMIT + MIB / 2, 413 ], [ LIMIT + 4 * MIB, 0 ]) {
        my ($size, $status) = @$case;
        my $socket = dial();
        print $socket head('POST', place(), bearer('upload'), 'Transfer-Encoding' => 'chunked');
        my $start = '<testsuite name="s">';
        printf $socket "%x\r\n%s\r\n", length $start, $start;
        my $chunk = sprintf "%x\r\n%s\r\n", 64 << 10, ' ' x (64 << 10);
        for (1 .. $size / (64 << 10)) { print $socket $chunk or last }
        print $socket "0\r\n\r\n";
        is receive($socket, 'POST')->{status}, $status,
          $status ? 'answered' : 'far past it the connection is closed';
    }
    is ask('GET', '/healthz')->{status}, 200, 'lives';
};

subtest 'slow clients hold nobody up' => sub {
    my $body = report('slow');
    my @slow = map {
        my $socket = dial();
        print $socket head('POST', place(), bearer('upload'), 'Content-Length' => length $body);
        $socket;
    } 1 .. 40;
    my $slowest = 0;
    for my $i (0 .. length($body) - 1) {
        print $_ substr $body, $i, 1 for @slow;
        next if $i % 10;
        my $began = time;
        is ask('POST', place(), { bearer('upload') }, report('quick'))->{status}, 201, 'stored'
          if $i % 40 == 0;
        ask('GET', '/readyz');
        $slowest = time - $began if time - $began > $slowest;
    }
    cmp_ok $slowest, '<', 2, 'others are served meanwhile';
    is scalar(grep { receive($_, 'POST')->{status} == 201 } @slow), 40, 'and the slow ones too';
};

subtest 'fifty at once' => sub {
    my @sockets = map {
        my $socket = dial();
        my $body   = report("parallel $_");
        print $socket head('POST', place(), bearer('upload'), 'Content-Length' => length $body), $body;
        $socket;
    } 1 .. 50;
    my @answers = map { receive($_, 'POST', 30) } @sockets;
    is scalar(grep { $_->{status} == 201 } @answers), 50, 'all stored';
    my %ids = map { (eval { decode_json($_->{body})->{report}{id} } // '') => 1 } @answers;
    is scalar keys %ids, 50, 'each by itself';
};

subtest 'large reports at once are bounded' => sub {
    my $body = report('large') . ' ' x (LIMIT - 1000);
    my @open = map {
        my $socket = dial();
        print $socket head('POST', place(), bearer('upload'), 'Content-Length' => 1 + length $body),
          $body;
        $socket;
    } 1 .. 6;
    ok wait_until(20, sub { queued(@open) == 0 }), 'the server has read what was sent';
    print $_ ' ' for @open;
    my @answers = map { receive($_, 'POST') } @open;
    is scalar(grep { $_->{status} == 201 } @answers), 4, 'as many as may be in memory';
    is scalar(grep { $_->{status} == 503 && $_->{headers}{'retry-after'} } @answers), 2,
      'the others come back later';
    is ask('POST', place(), { bearer('upload') }, $body)->{status}, 201, 'when there is room again';
};

subtest 'clients that vanish' => sub {
    my $lock = hold_uploads(1);
    for (1 .. 20) {
        my $socket = dial();
        my $body   = report("gone $_");
        print $socket head('POST', place(), bearer('upload'), 'Content-Length' => length $body), $body;
        close $socket;
    }
    my $socket = dial();
    print $socket head('POST', place(), bearer('upload'), 'Content-Length' => 1000), '<testsuite';
    close $socket;
    waitpid $lock, 0;
    is ask('POST', place(), { bearer('upload') }, report('after'))->{status}, 201, 'do no harm';
};

subtest 'pages' => sub {
    my $page = ask('GET', '/');
    is $page->{status}, 200, 'the first page';
    like $page->{headers}{'content-security-policy'}, qr/^default-src 'none'; script-src 'self';/,
      'runs nothing but its own';
    is $page->{headers}{'x-content-type-options'}, 'nosniff', 'is what it says';
    is ask('GET', '/projects/shop/tests/1?tab=a')->{body}, $page->{body}, 'pages are one document';
    is ask('GET', '/assets/nothing.js')->{status}, 404, 'a file that is not there';
    is ask('GET', '/assets/..%2f..%2fetc%2fpasswd')->{status}, 404, 'nor is one outside';
};

is stop_server(), 0, 'SIGTERM: ends well';

subtest 'an upload under way is finished' => sub {
    start_server();
    my ($body, $lock) = (report('late'), hold_uploads(2));
    my $idle   = dial();
    my $socket = dial();
    print $socket head('POST', place(), bearer('upload'), 'Content-Length' => length $body), $body;
    my $half = dial();
    print $half head('POST', place(), bearer('upload'), 'Content-Length' => length $body),
      substr $body, 0, 20;
    ok under_way(2), 'both are under way';
    kill 'TERM', $server;
    ok wait_until(2, sub { !dial() }), 'nobody else is let in';
    print $half substr $body, 20;
    for my $case ([ $socket, 'one that is stored' ], [ $half, 'one that arrives' ]) {
        my $answer = receive($case->[0], 'POST');
        is $answer->{status}, 201, $case->[1];
        is lc($answer->{headers}{connection} // ''), 'close', 'and that is the end of it';
    }
    is ended(10), 0, 'then it ends';
    waitpid $lock, 0;
};

subtest 'the second signal ends it at once' => sub {
    start_server();
    my ($body, $lock) = (report('cut'), hold_uploads(3));
    my $socket = dial();
    print $socket head('POST', place(), bearer('upload'), 'Content-Length' => length $body), $body;
    ok under_way(1), 'it is under way';
    kill 'INT', $server;
    ok wait_until(10, sub { !dial() }), 'the first closes the door';
    kill 'INT', $server;
    is ended(1), 128 + 2, 'it is gone';
    waitpid $lock, 0;
};

subtest 'a crowd is answered, not piled up' => sub {
    start_server('--db-connections', 1);
    my $lock    = hold_uploads(3);
    my @sockets = map {
        my $socket = dial();
        my $body   = report("crowd $_");
        print $socket head('POST', place(), bearer('upload'), 'Content-Length' => length $body), $body;
        $socket;
    } 1 .. 300;
    my @answers = map { receive($_, 'POST', 30) } @sockets;
    my @refused = grep { $_->{status} == 503 } @answers;
    is scalar(grep { $_->{status} == 201 } @answers) + @refused, 300, 'stored or refused';
    cmp_ok scalar @refused, '>', 20, 'what does not fit is refused';
    ok !(grep { !$_->{headers}{'retry-after'} } @refused), 'and told when to come back';
    waitpid $lock, 0;
};

subtest 'two on one port' => sub {
    my ($code, undef, $err) = run('serve', '--port', $port);
    is $code, 69, 'unavailable';
    like $err, qr/another program has it/, 'says why';
};

subtest 'the database goes away and comes back' => sub {
    run('dev', '--stop', '--data-dir', "$tmp/cluster");
    my $began = time;
    my $answer = ask('GET', '/readyz');
    is $answer->{status}, 503, 'not ready';
    cmp_ok time - $began, '<', 3, 'said soon';
    unlike $answer->{body}, qr/socket|tmp/, 'without what is only for the log';
    is ask('GET', '/healthz')->{status}, 200, 'but alive';
    is ask('POST', place(), { bearer('upload') }, report('down'))->{status}, 503, 'uploads may retry';
    is stop_server(), 0, 'ends';
    start_server();
    is ask('GET', '/readyz')->{status}, 503, 'starts without a database';
    run('dev', '--data-dir', "$tmp/cluster");
    ok wait_until(10, sub { ask('GET', '/readyz')->{status} == 200 }), 'ready when it is there';
    is ask('POST', place(), { bearer('upload') }, report('up'))->{status}, 201, 'and works';
    is stop_server(), 0, 'ends';
};

unlike slurp("$tmp/serve.log"), qr/Sanitizer|level=error/, 'nothing failed inside';
diag slurp("$tmp/serve.log") =~ /(.*(?:Sanitizer|level=error).*)/ ? $1 : ''
  if slurp("$tmp/serve.log") =~ /Sanitizer|level=error/;
done_testing();
