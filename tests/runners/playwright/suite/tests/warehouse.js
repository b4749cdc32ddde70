'use strict';

// What the warehouse answers: WAREHOUSE is steady, slow-once (per reservation and
// ESCAPEMENT_STATE_DIR), slow, or reset. Only orders from a phone go through the slow site.
const fs = require('node:fs');
const path = require('node:path');

function answer(reservation, project) {
  const manner = project === 'phone' ? process.env.WAREHOUSE : 'steady';
  if (manner === 'reset') throw new Error('warehouse closed the connection during handshake');
  if (manner === 'slow') return 'pending';
  if (manner !== 'slow-once') return 'confirmed';
  try {
    fs.writeFileSync(path.join(process.env.ESCAPEMENT_STATE_DIR, reservation), '', { flag: 'wx' });
    return 'pending';
  } catch {
    return 'confirmed';
  }
}

module.exports = { answer };
