#!/bin/sh
# One till test a word.
case $1 in
opens)
    [ -z "${TEST_SHARD_STATUS_FILE-}" ] || : > "$TEST_SHARD_STATUS_FILE"
    echo "shard ${TEST_SHARD_INDEX-}"
    [ "${TEST_SHARD_INDEX-0}" != 1 ]
    ;;
says)
    printf 'display said \033[31mERROR\033[0m \001\010 ]]> <&> \342\202\254 \377\n'
    exit 3
    ;;
crashes) kill -SEGV $$ ;;
waits) sleep 30 ;;
fails-thrice) echo "drawer is stuck" && exit 1 ;;
reports*)
    printf '<testsuite name="till"><testcase name="opens" classname="till"/></testsuite>\n' \
        > "$XML_OUTPUT_FILE"
    [ "$1" = reports ]
    ;;
esac
