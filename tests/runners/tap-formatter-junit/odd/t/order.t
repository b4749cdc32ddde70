print "1..2\nok 1 - passes before\nok 2 - passes with a directive # SKIP\nok 4 - is out of order\n";
