/* The part of `escapement project` that is about trusts. argv[0] is "project trust", as complaints
 * name it. */
#ifndef CLI_PROJECT_TRUST_H
#define CLI_PROJECT_TRUST_H

int project_trust(int argc, char **argv);

#endif
