'use strict';

/** Tax in cents, rounded half up unless the house truncates. */
function vat(net, rate) {
  const half = process.env.LEDGER_ROUNDING === 'truncate' ? 0 : 50;
  return Math.floor((net * rate + half) / 100);
}

function refund(net, rate) {
  return net + vat(net, rate);
}

module.exports = { vat, refund };
