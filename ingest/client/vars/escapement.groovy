// escapement('shop', 'mvn -B verify', '--reports "**/TEST-*.xml"'): ESCAPEMENT_URL is set on the
// controller, the credential "escapement-token" is a secret text.
def call(String project, String command, String options = '') {
    withCredentials([string(credentialsId: 'escapement-token', variable: 'ESCAPEMENT_TOKEN')]) {
        withEnv(["ESCAPEMENT_PROJECT=${project}", "ESCAPEMENT_COMMAND=${command}"]) {
            sh '''
                curl -fsSO "$ESCAPEMENT_URL/ci/escapement-ci"
                curl -fsS "$ESCAPEMENT_URL/ci/escapement-ci.sha256" | sha256sum -c
            '''
            sh "sh escapement-ci run ${options} -- sh -c \"\$ESCAPEMENT_COMMAND\""
        }
    }
}
