// A program of cases that speaks TAP: each case is a behaviour, and passes unless it throws.

const cases = [];

export function test(behaviour, run) {
    cases.push({ behaviour, run });
}

const diagnose = (error) => String(error?.stack ?? error).split('\n').map((line) => `# ${line}\n`).join('');

// Runs the cases one after the other and leaves with 0 when all passed. @finish always runs.
export async function main(finish) {
    let failed = 0;
    process.stdout.write(`1..${cases.length}\n`);
    for (const [index, { behaviour, run }] of cases.entries()) {
        try {
            await run();
            process.stdout.write(`ok ${index + 1} - ${behaviour}\n`);
        } catch (error) {
            failed += 1;
            process.stdout.write(`not ok ${index + 1} - ${behaviour}\n${diagnose(error)}`);
        }
    }
    await finish();
    process.exitCode = failed ? 1 : 0;
}
