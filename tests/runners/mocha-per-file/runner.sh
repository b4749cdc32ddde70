# shellcheck shell=sh disable=SC2154,SC2034
needs() {
    need_command node nodejs
    need_npm mocha mocha-junit-reporter
}

version() {
    echo "mocha $(npm_version mocha) with mocha-junit-reporter $(npm_version mocha-junit-reporter)"
}

# As browser runners use the reporter: a process and a report named by its hash for each file.
execute() {
    status=0
    for file in test/*.spec.js; do
        node "$modules/mocha/bin/mocha.js" --reporter mocha-junit-reporter --reporter-options \
            "mochaFile=$out/[hash].xml,testsuitesTitle=$file,includePending=true,useFullSuiteTitle=true,testCaseSwitchClassnameAndName=true,outputs=true,attachments=true,suiteTitleSeparatedBy=." \
            "$file" || status=$?
    done
    return "$status"
}
