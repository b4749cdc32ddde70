// Stand-in for the reservation service. WAREHOUSE: steady, slow-once (per reservation and
// ESCAPEMENT_STATE_DIR), slow, or reset.
import fs from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

const PATIENCE_MS = 50;

function isSlow(reservation) {
  if (process.env.WAREHOUSE !== 'slow-once') return process.env.WAREHOUSE === 'slow';
  try {
    fs.writeFileSync(path.join(process.env.ESCAPEMENT_STATE_DIR, reservation), '', { flag: 'wx' });
    return true;
  } catch {
    return false;
  }
}

async function reserve(reservation) {
  if (process.env.WAREHOUSE === 'reset') {
    throw new Error('warehouse closed the connection during handshake');
  }
  const slow = isSlow(reservation);
  await sleep(slow ? PATIENCE_MS : PATIENCE_MS / 10);
  return slow ? 'pending' : 'confirmed';
}

export { reserve };
