// A small history for the pages to show: two builds of the Go sample, one of them with retries.

import { fixture } from './service.mjs';

export const commits = {
    first: '1111111111aaaaaaaaaabbbbbbbbbbcccccccccc',
    second: '2222222222aaaaaaaaaabbbbbbbbbbcccccccccc',
    third: '3333333333aaaaaaaaaabbbbbbbbbbcccccccccc',
};

export const flakyTest = 'TestReservation/is_confirmed_in_time';

// Makes the project and its tokens; with @reports it has a sound build and a flaky one.
export async function makeProject(service, name, { reports = true } = {}) {
    service.createProject(name);
    const project = {
        name,
        triage: service.token(name, 'triage'),
        upload: service.token(name, 'upload'),
    };
    project.report = (file, metadata) => service.upload(name, project.upload, fixture(file), {
        job: 'unit', branch: 'main', ...metadata,
    });
    if (reports) {
        await project.report('gotest/sound.xml', { commit: commits.first, build: '1', exit_code: '0' });
        await project.report('gotest/flaky.xml', { commit: commits.second, build: '2', exit_code: '0' });
    }
    return project;
}

// A report as gotestsum writes it after --rerun-fails: of @total tests the first @flaky ones failed
// and then passed.
export function manyTests(total, flaky) {
    const name = (index) => `TestShelf/number_${String(index).padStart(3, '0')}`;
    const row = (index, body) =>
        `<testcase classname="example.org/shop/shelves" name="${name(index)}" time="0.01">${body}</testcase>`;
    const failure = '<failure message="Failed" type="">shelf_test.go:7: shelf is locked</failure>';
    const rows = [];
    for (let index = 1; index <= total; index += 1) rows.push(row(index, index <= flaky ? failure : ''));
    for (let index = 1; index <= flaky; index += 1) rows.push(row(index, ''));
    return `<?xml version="1.0" encoding="UTF-8"?>
<testsuites tests="${rows.length}" failures="${flaky}" errors="0" time="1.0">
<testsuite tests="${rows.length}" failures="${flaky}" time="1.0" name="example.org/shop/shelves"
 timestamp="2026-11-21T03:17:24Z">
<properties><property name="go.version" value="go1.19.8 linux/amd64"></property></properties>
${rows.join('\n')}
</testsuite></testsuites>
`;
}

// A report of @total tests of which the first @failing failed, each with @message(index) as it
// stands in XML.
export function failingTests(total, failing, message) {
    const rows = [];
    for (let index = 0; index < total; index += 1) {
        const body = index < failing ? `<failure type="Error" message="${message(index)}"/>` : '';
        rows.push(`<testcase classname="shop.Cart" name="t${String(index).padStart(3, '0')}">${body}</testcase>`);
    }
    return `<testsuite name="shop">${rows.join('')}</testsuite>`;
}
