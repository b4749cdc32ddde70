/* The table of secrets. A row finds too much rather than too little, but lets be what a developer
 * has to read: code, words of prose, placeholders. An expression sees one line. */
#include "ingest/mask_internal.h"

/* The names that secrets are assigned to, as the end of a name: DB_PASSWORD, "apiKey"]. */
#define KEYWORDS                                                                                   \
    "password$|passwd$|passphrase$|passcode$|pwd$|secret$|secret_value$|secret-value$|"            \
    "secretvalue$|token$|key$"
#define CLOSED "[\\\\\"'`\\])]{0,4}"
#define NAME                                                                                       \
    "(?i)(?<name>pass(?:word|wd|phrase|code)|(?<![a-z])pwd|(?-i:(?<=[a-z])Pwd)"                    \
    "|secret(?:[_-]?(?:key|token|value))?|(?<!publickey)(?<!unexpected )token"                     \
    "|(?:api|access|private|signing|encryption|account|master|shared|auth|deploy)[_. -]?key)"      \
    "\\d{0,2}" CLOSED
#define EQUALS "(?:=>|:=|={1,3}|!==?)"
#define GIVEN "\\s*(?:" EQUALS "|:)\\s*[brufs@]{0,2}"

/* Values that say nothing: none at all, stars, places to be filled in, the folder of PWD. */
#define NOTHING "null|none|nil|undefined|void|empty|true|false|required|missing|invalid|x{3,}"
#define A_VALUE                                                                                    \
    "(?!(?:" NOTHING "|\\*{2,}|\\.{3,}|expired|expected|wrong|incorrect|unknown|mismatch)"         \
    "(?![\\w*.-])|(?-i:\\$[A-Z_]{2,}(?![a-z0-9]))|\\$[{(]|%[sdv](?!\\w)|%[{(]|\\{\\{|<"            \
    "|(?<=pwd=)[/~])"
#define A_QUOTED_VALUE                                                                             \
    "(?!(?:" NOTHING "|\\*+|\\.+|<[^\"'`]*>|(?-i:\\$[A-Z_]+)|[$%]?\\{+[^}\"'`]*\\}+|%[sdv])"       \
    "[\"'`\\\\])"
/* Code is none: a call, an attribute that is named alike, the name itself. */
#define NO_CODE                                                                                    \
    "(?![a-z_$][\\w.$]*(?:->\\w+)*[(\\[])"                                                         \
    "(?!(?:[a-z_]\\w*\\.)+\\w*(?:word|token|secret|key)(?!\\w))(?!\\g{name}(?!\\w))"
#define A_WORD_OF_CODE "[a-z_.]+(?:$|[\\s;,)])"
#define VALUE "[^\\s\"'`,;&<>)}\\]]{3,}"

#define WORD_STARTS "(?<![A-Za-z0-9])"
#define AUTHORIZATION "(?i)authorization" CLOSED "\\s*(?:=>|[:=,])\\s*[\\\\\"'`\\[b]{0,4}"
#define COOKIE "cookie" CLOSED "\\s*(?:=>|[:=,])\\s*[\\\\\"'`\\[b]{0,4}[\\w!#$%&*+.^|~-]+="

const struct mask_builtin mask_builtins[] = {
    {"private_key", "private key|bytes cut ...]", NULL},

    /* Tokens that are known by how they begin. */
    {"github_token", "ghp_|gho_|ghu_|ghs_|ghr_|github_pat_",
     WORD_STARTS "(?:gh[pousr]_[A-Za-z0-9]{16,}|github_pat_[A-Za-z0-9_]{20,})"},
    {"gitlab_token",
     "glpat-|gloas-|gldt-|glrt-|glrtr-|glcbt-|glptt-|glft-|glimt-|glagent-|glsoat-|glffct-|glwt-|"
     "gr1348941",
     WORD_STARTS "(?:gl(?:pat|oas|dt|rtr?|cbt|ptt|ft|imt|agent|soat|ffct|wt)-[A-Za-z0-9_.-]{16,}"
                 "|GR1348941[A-Za-z0-9_-]{16,})"},
    {"aws_key_id", "akia|asia|abia|acca",
     WORD_STARTS "(?:AKIA|ASIA|ABIA|ACCA)[A-Z0-9]{16}(?![A-Za-z0-9])"},
    {"aws_secret",
     "access_key$|access-key$|accesskey$|aws_secret$|aws-secret$|awssecret$|session_token$|"
     "session-token$|sessiontoken$",
     "(?i)(?:secret[_-]?access[_-]?key|aws[_-]?secret(?:[_-]?key)?|session[_-]?token)" CLOSED
     "\\s*(?:=>|[:=]{1,2})\\s*[\\\\\"'`]{0,4}(?<secret>[a-z0-9/+]{16,}=*)"},
    {"google_key", "aiza|ya29.|gocspx-",
     WORD_STARTS "(?:AIza[A-Za-z0-9_-]{35}|ya29\\.[A-Za-z0-9._-]{20,}|GOCSPX-[A-Za-z0-9_-]{20,})"},
    {"slack_token", "xox|xapp-",
     WORD_STARTS "(?:xox[a-z](?:\\.xox[a-z])?-[A-Za-z0-9-]{10,}|xapp-\\d-[A-Za-z0-9-]{10,})"},
    {"webhook_url", "hooks.slack.com/|/api/webhooks/|webhook.office.com/|api.telegram.org/bot",
     "(?:hooks\\.slack\\.com/(?:services|workflows|triggers)/|discord(?:app)?\\.com/api/webhooks/"
     "|webhook\\.office\\.com/webhookb2/|api\\.telegram\\.org/bot)(?<secret>[A-Za-z0-9/_:@-]{8,})"},
    {"stripe_key", "sk_live_|sk_test_|rk_live_|rk_test_|whsec_",
     WORD_STARTS "(?:[sr]k_(?:live|test)_[A-Za-z0-9]{10,}|whsec_[A-Za-z0-9+/=]{16,})"},
    {"npm_token", "npm_", WORD_STARTS "npm_[A-Za-z0-9]{30,}"},
    {"pypi_token", "pypi-", WORD_STARTS "pypi-[A-Za-z0-9_-]{40,}"},
    {"sendgrid_key", "sg.", WORD_STARTS "SG\\.[A-Za-z0-9_-]{16,}\\.[A-Za-z0-9_-]{16,}"},
    {"vendor_token",
     "sk-|hvs.|hvb.|dop_v1_|doo_v1_|dckr_pat_|glsa_|lin_api_|shpat_|shpss_|shpca_|sntrys_|nrak-|"
     "atatt3|dapi|age-secret-key-|pat_|rubygems_|dp.pt.|sq0|hf_",
     WORD_STARTS
     "(?:sk-(?=[A-Za-z0-9_-]*\\d)[A-Za-z0-9_-]{20,}|hv[sb]\\.[A-Za-z0-9_-]{20,}"
     "|do[ortp]_v1_[a-f0-9]{40,}|dckr_pat_[A-Za-z0-9_-]{20,}|glsa_[A-Za-z0-9_]{20,}"
     "|lin_api_[A-Za-z0-9]{20,}|shp(?:at|ss|ca)_[a-fA-F0-9]{20,}|sntrys_[A-Za-z0-9+/=_-]{20,}"
     "|NRAK-[A-Z0-9]{20,}|ATATT3[A-Za-z0-9_=-]{20,}|dapi[a-f0-9]{32}"
     "|AGE-SECRET-KEY-1[A-Z0-9]{20,}|rubygems_[a-f0-9]{40,}|dp\\.pt\\.[A-Za-z0-9]{30,}"
     "|sq0[a-z]{3}-[A-Za-z0-9_-]{20,}|hf_[A-Za-z]{30,})"},
    {"escapement_token", "esc_", WORD_STARTS "esc_[0-9a-f]{16,}"},
    {"jwt", "eyj", "(?<![A-Za-z0-9_-])eyJ[A-Za-z0-9_-]{8,}(?:\\.[A-Za-z0-9_-]{4,}){1,4}"},

    /* What stands in addresses and connection strings. */
    {"url_password", "://",
     "(?i)(?:postgres(?:ql)?|mysql|mariadb|mongodb(?:\\+srv)?|rediss?|amqps?|mssql|sqlserver)"
     "(?:\\+\\w+)?://[^\\s/:@\"'<>]*:(?!\\*+@)(?<secret>[^\\s\"'<>]+)@"},
    {"url_password", "://",
     "://[^\\s/:@\"'<>]*:(?!\\*+@|\\$\\{|x{3,}@|%[sv]@)(?<secret>[^\\s/\"'<>]+)@"},
    {"url_password", "://", "://(?=[^@\\s]*\\d)(?<secret>[A-Za-z0-9_-]{20,})@"},
    {"url_password", "jdbc:oracle", "(?i)jdbc:oracle:\\w+:[^\\s/@\"']+/(?<secret>[^\\s@\"']+)@"},
    {"azure_key", "accountkey|sharedaccesskey|sig=",
     "(?i)(?:(?:AccountKey|SharedAccessKey)\\s*=\\s*(?<secret>[a-z0-9+/%_-]{16,}={0,2}))"},
    {"azure_key", "sig=", "[?&;]sig=(?<secret>[A-Za-z0-9%+/=_-]{16,})"},

    /* Headers. */
    {"authorization", "authoriz", AUTHORIZATION "digest\\s+(?<secret>\\S.*)"},
    {"authorization", "authoriz",
     AUTHORIZATION "(?:basic|bearer|token|negotiate|apikey|ntlm)\\s+"
                   "(?<secret>[^\\s\"'`,;<>\\\\]{3,})"},
    {"authorization", "authoriz",
     AUTHORIZATION "(?=[^\\s\"']*\\d)(?<secret>[a-z0-9._~+/=:-]{12,})"},
    {"bearer_token", "bearer",
     "(?i)(?<![a-z])bearer\\s+(?<secret>(?:(?=[a-z._~+/-]*\\d)[a-z0-9._~+/-]{8,}"
     "|[a-z0-9._~+/-]{24,})=*)"},
    {"basic_login", "basic",
     "(?<![A-Za-z])[Bb]asic\\s+(?=[A-Za-z+/]*[0-9=])(?<secret>[A-Za-z0-9+/]{8,}={0,2})"
     "(?![A-Za-z0-9])"},
    {"basic_login", " -u|--user",
     "(?:^|\\s)(?:-u|--user)[ =][\"']?[^\\s:\"']+:(?!/)(?<secret>[^\\s\"']{3,})"},
    {"cookie", "set-cookie", "(?i)set-" COOKIE "(?<secret>[^\\s;,\"'`\\\\<>]{3,})"},
    {"cookie", "cookie", "(?i)(?<!set-)" COOKIE "(?<secret>[^\\s;,\"'`\\\\<>][^\"'`\\\\<>]{2,})"},

    /* What is assigned to a name that tells: quoted inside quotes, quoted, after an equals sign,
     * after a colon, as all that a line says, as a flag, as an element. */
    {"assignment", KEYWORDS,
     NAME GIVEN "\\\\+[\"'`]" A_QUOTED_VALUE
                "(?<secret>(?=[^\"'`]{3})(?:[^\"'`\\\\]++|\\\\++(?![\"'`]))++)"},
    {"assignment", KEYWORDS,
     NAME GIVEN "(?|\"" A_QUOTED_VALUE
                "(?<secret>(?=(?:[^\"\\\\]|\\\\.){3})(?:[^\"\\\\]++|\\\\.)++)"
                "|'" A_QUOTED_VALUE "(?<secret>(?=(?:[^'\\\\]|\\\\.){3})(?:[^'\\\\]++|\\\\.)++)"
                "|`" A_QUOTED_VALUE "(?<secret>(?=(?:[^`\\\\]|\\\\.){3})(?:[^`\\\\]++|\\\\.)++))"},
    {"assignment", KEYWORDS,
     NAME "(?:" EQUALS "|:(?!\\s)|\\s+" EQUALS "\\s*(?!" A_WORD_OF_CODE ")"
          "|" EQUALS "\\s+(?!" A_WORD_OF_CODE "))" A_VALUE NO_CODE "(?<secret>" VALUE ")"},
    {"assignment", KEYWORDS,
     NAME "\\s*:\\s+" A_VALUE NO_CODE "(?=[^\\s\"'`,;&<>)}\\]]*[\\d!@#$%^*+/=~])"
          "(?<secret>" VALUE ")"},
    {"assignment", KEYWORDS,
     "^[\\s>|-]*[\\w.-]*?" NAME "\\s*:\\s+" A_VALUE NO_CODE "(?<secret>" VALUE ")\\s*$"},
    {"assignment", KEYWORDS,
     "(?:^|\\s)--?[\\w-]*?" NAME "\\s+[\"']?(?=[^\\s\"']*[\\d!@#$%^*+=~])"
     "(?<secret>[^\\s\"'-][^\\s\"']{2,})"},
    {"assignment", KEYWORDS, "<[\\w:.-]*?" NAME "[^<>]{0,80}>\\s*(?<secret>[^<>\\s][^<>]{2,})</"},
};
enum { COUNT = sizeof mask_builtins / sizeof *mask_builtins };
_Static_assert((int)COUNT <= (int)MASK_BUILTIN_MAX, "a bit each");
const size_t mask_builtin_count = COUNT;
