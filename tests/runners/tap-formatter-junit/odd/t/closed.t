use Test::More skip_all => 'the shop is closed';
