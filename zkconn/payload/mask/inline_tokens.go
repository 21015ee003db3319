package mask

import (
	"regexp"
	"strings"
)

// tokenShape is the prefix of the tokens of one maker, and the characters that follow.
type tokenShape struct {
	prefix string
	set    *[256]bool
	min    int // how many characters of set follow the prefix at least
}

const minToken = 16

var tokenShapes = []tokenShape{
	// GitHub, GitLab
	{"ghp_", alphanumeric, 36}, {"gho_", alphanumeric, 36}, {"ghr_", alphanumeric, 36}, {"ghs_", alphanumeric, 36}, {"ghu_", alphanumeric, 36}, {"github_pat_", wordBytes, 22},
	{"glpat-", dotted, 20}, {"glrt-", urlBase64, 20}, {"glptt-", urlBase64, 20}, {"gldt-", urlBase64, 20}, {"glcbt-", urlBase64, 20}, {"glsoat-", urlBase64, 20},
	// Stripe, Slack, Square, Shopify
	{"sk_live_", alphanumeric, 16}, {"rk_live_", alphanumeric, 16}, {"sk_test_", alphanumeric, 16}, {"rk_test_", alphanumeric, 16}, {"whsec_", base64Bytes, 24},
	{"xoxa-", dotted, 10}, {"xoxb-", dotted, 10}, {"xoxc-", dotted, 10}, {"xoxd-", dotted, 10}, {"xoxe-", dotted, 10}, {"xoxe.", dotted, 10}, {"xoxo-", dotted, 10}, {"xoxp-", dotted, 10}, {"xoxr-", dotted, 10}, {"xoxs-", dotted, 10}, {"xapp-", urlBase64, 20},
	{"sq0csp-", urlBase64, 40}, {"sq0atp-", urlBase64, 20}, {"shpat_", alphanumeric, 30}, {"shpss_", alphanumeric, 30}, {"shpca_", alphanumeric, 30}, {"shppa_", alphanumeric, 30},
	// Google, OpenAI, Anthropic and others
	{"AIza", urlBase64, 35}, {"ya29.", dotted, 20}, {"GOCSPX-", urlBase64, 20}, {"sk-", urlBase64, 32}, {"hf_", alphanumeric, 30}, {"gsk_", alphanumeric, 40}, {"xai-", alphanumeric, 60}, {"r8_", alphanumeric, 37}, {"pplx-", alphanumeric, 40},
	// Package registries, clouds, tools
	{"npm_", alphanumeric, 36}, {"pypi-", urlBase64, 30}, {"rubygems_", alphanumeric, 40}, {"dckr_pat_", urlBase64, 20}, {"dop_v1_", alphanumeric, 40}, {"doo_v1_", alphanumeric, 40}, {"dor_v1_", alphanumeric, 40},
	{"hvs.", urlBase64, 24}, {"hvb.", urlBase64, 24}, {"hvr.", urlBase64, 24}, {"SG.", dotted, 40}, {"dapi", alphanumeric, 32}, {"lin_api_", alphanumeric, 30}, {"NRAK-", alphanumeric, 24}, {"PMAK-", urlBase64, 40}, {"sntrys_", urlBase64, 40}, {"figd_", urlBase64, 30}, {"AKCp", alphanumeric, 60},
	{"AGE-SECRET-KEY-1", alphanumeric, 40}, {"pscale_pw_", dotted, 32}, {"pscale_tkn_", dotted, 32}, {"pscale_oauth_", dotted, 32}, {"pul-", alphanumeric, 40}, {"sbp_", alphanumeric, 40}, {"sb_secret_", urlBase64, 20}, {"tskey-", urlBase64, 20}, {"fm2_", base64Bytes, 60}, {"HRKU-", urlBase64, 36}, {"nfp_", alphanumeric, 36},
	{"glsa_", wordBytes, 36}, {"glc_ey", base64Bytes, 30}, {"dt0c01.", dotted, 64}, {"sgp_", wordBytes, 40}, {"pnu_", alphanumeric, 36}, {"bkua_", alphanumeric, 40}, {"CCIPAT_", wordBytes, 40}, {"sntryu_", alphanumeric, 60}, {"NRII-", urlBase64, 32}, {"CLOJARS_", alphanumeric, 60}, {"oy2", alphanumeric, 43}, {"rdme_", alphanumeric, 70}, {"ico-", alphanumeric, 32},
	{"dp.pt.", alphanumeric, 40}, {"dp.st.", dotted, 40}, {"dp.ct.", alphanumeric, 40}, {"dp.sa.", alphanumeric, 40}, {"cmVmdGtu", alphanumeric, 56}, {"GR1348941", urlBase64, 20}, {"glagent-", urlBase64, 50}, {"glft-", urlBase64, 20},
	// Mail, shops, forms, models and other web services
	{"xkeysib-", urlBase64, 64}, {"ATATT3x", withEquals, 100}, {"ATCTT3x", withEquals, 100}, {"ATBB", alphanumeric, 32}, {"1//0", urlBase64, 40}, {"EZAK", alphanumeric, 54}, {"EZTK", alphanumeric, 54}, {"fio-u-", urlBase64, 60}, {"tfp_", dotted, 59}, {"ntn_", alphanumeric, 40}, {"CFPAT-", urlBase64, 40}, {"shippo_live_", alphanumeric, 40}, {"shippo_test_", alphanumeric, 40},
	{"FLWSECK-", urlBase64, 30}, {"FLWSECK_TEST-", urlBase64, 30}, {"sk.eyJ", dotted, 60}, {"pat-na1-", urlBase64, 36}, {"pat-na2-", urlBase64, 36}, {"pat-eu1-", urlBase64, 36}, {"ops_eyJ", base64Bytes, 200}, {"nvapi-", urlBase64, 60}, {"pcsk_", wordBytes, 60}, {"tvly-", urlBase64, 32}, {"jina_", alphanumeric, 60}, {"api_org_", alphanumeric, 34},
	{"dckr_oat_", urlBase64, 24}, {"duffel_live_", urlBase64, 40}, {"duffel_test_", urlBase64, 40}, {"vcp_", alphanumeric, 40}, {"vci_", alphanumeric, 40}, {"vck_", alphanumeric, 40}, {"sl.", dotted, 100}, {"rzp_live_", alphanumeric, 14}, {"rzp_test_", alphanumeric, 14},
	{"xsmtpsib-", urlBase64, 64}, {"access-sandbox-", urlBase64, 36}, {"access-development-", urlBase64, 36}, {"access-production-", urlBase64, 36}, {"access_token$", withDollars, 40}, {"lsv2_pt_", wordBytes, 40}, {"lsv2_sk_", wordBytes, 40}, {"phx_", alphanumeric, 40}, {"secret-live-", urlBase64, 36}, {"secret-test-", urlBase64, 36},
	{"sqp_", hexadecimal, 40}, {"squ_", hexadecimal, 40}, {"sqa_", hexadecimal, 40}, {"slk_", hexadecimal, 64}, {"sha256~", urlBase64, 43}, {"dnkey-", urlBase64, 40}, {"p8e-", alphanumeric, 32}, {"live_", hexadecimal, 35}, {"sdk-", hexWithDashes, 36}, {"mob-", hexWithDashes, 36}, {"api-", hexWithDashes, 36}, {"amzn.mws.", hexWithDashes, 36}, {"A3-", upperWithDashes, 33}, {"v1.0-", hexWithDashes, 150},
	{"fo1_", urlBase64, 40}, {"secret_", alphanumeric, 40}, {"bce-v3/ALTAK-", withSlashes, 50}, {"EAA", urlBase64, 60}, {"dG9rO", base64Bytes, 50}, {"t1.9eu", dotted, 100}, {"t1.7eu", dotted, 100}, {"AQVN", urlBase64, 35}, {"ABSK", base64Bytes, 100}, {"0x4AAAAAAA", urlBase64, 20}, {"pat.", dotted, 60}, {"cio", alphanumeric, 32},
	{"AAAAAAAAAAAAAAAAAAAAA", withPercents, 60}, {"key-", hexadecimal, 32},
	// Passwords as Jetty stores them
	{"OBF:1", alphanumeric, 7}, {"CRYPT:", cryptNoColon, 11},
	// Keytabs
	{"BQIAAA", base64Bytes, 30},
	// The ids of access keys, next to which stand the keys, which are secrets without a shape
	{"AKIA", upperAlphanumeric, 16}, {"ASIA", upperAlphanumeric, 16}, {"ABIA", upperAlphanumeric, 16}, {"ACCA", upperAlphanumeric, 16}, {"LTAI", alphanumeric, 12}, {"AKID", alphanumeric, 28}, {"AKLT", alphanumeric, 40}, {"SCW", upperAlphanumeric, 17},
}

var (
	withEquals        = byteSet("-A-Za-z0-9_=")
	withDollars       = byteSet("A-Za-z0-9$")
	withPercents      = byteSet("A-Za-z0-9%")
	withSlashes       = byteSet("A-Za-z0-9/")
	hexadecimal       = byteSet("0-9a-f")
	hexWithDashes     = byteSet("-0-9a-f")
	upperAlphanumeric = byteSet("A-Z0-9")
	upperWithDashes   = byteSet("-A-Z0-9")
)

// find finds a whole token of the shape.
func (s tokenShape) find(i *inline, start int) {
	if i.text[start:i.at] != s.prefix {
		return
	}
	end := runEnd(i.text, i.at, s.set)
	if end-i.at >= s.min && looksRandom(i.text[i.at:end]) {
		i.add(start, end)
	}
	i.done = max(i.done, end-1)
}

// looksRandom reports whether a text has a digit, or both upper and lower case letters, as words
// seldom have.
func looksRandom(text string) bool {
	return strings.ContainsAny(text, "0123456789") || strings.ToLower(text) != text && strings.ToUpper(text) != text
}

// webToken finds JSON web tokens. Signed ones have three parts, encrypted ones five.
func (i *inline) webToken(start int) {
	end := runEnd(i.text, start, dotted)
	i.done = max(i.done, end)
	if !strings.HasPrefix(i.text[start:], "eyJ") {
		return
	}
	parts := strings.Split(strings.TrimRight(i.text[start:end], "."), ".")
	signed := len(parts) == 3 && strings.HasPrefix(parts[1], "eyJ") && len(parts[1]) > 4 && len(parts[2]) >= minCredential
	encrypted := len(parts) == 5 && len(parts[2]) > 0 && len(parts[3]) > 0 && len(parts[4]) >= minCredential
	if len(parts[0]) > 10 && (signed || encrypted) {
		i.add(start, end)
	}
}

// bot finds the token of a Telegram bot: 123456789:AA….
func (i *inline) bot(start int) {
	const minID, minSecret = 8, 33
	digits := start
	for digits > 0 && start-digits < minID && i.text[digits-1] >= '0' && i.text[digits-1] <= '9' {
		digits--
	}
	secret := start + 1
	if end := runEnd(i.text, secret, urlBase64); start-digits == minID && end-secret >= minSecret && strings.HasPrefix(i.text[secret:], "AA") {
		i.add(secret, end)
	}
}

// azure finds the secret of an application in Entra ID: abc8Q~….
func (i *inline) azure(start int) {
	const before, minSecret = 4, 31
	first := start - before
	if first < 0 || i.text[start-1] < '0' || i.text[start-1] > '9' || runEnd(i.text[:start], first, azureBytes) != start {
		return
	}
	if end := runEnd(i.text, i.at, azureBytes); end-i.at >= minSecret {
		i.add(first, end)
	}
}

var azureBytes = byteSet("-A-Za-z0-9_.~")

// aesKey finds a key of 32 bytes as Laravel and others write it: base64:….
func (i *inline) aesKey(int) {
	const length = 44
	if end := runEnd(i.text, i.at, base64Bytes); end-i.at == length && i.text[end-1] == '=' {
		i.add(i.at, end)
	}
}

// digest finds the hash in ZooKeeper's digest:user:hash, as in an ACL, and the password in
// digest:user:password, as in Hadoop's zk-auth.
func (i *inline) digest(int) {
	user := runEnd(i.text, i.at, digestUser)
	if user == i.at || user == len(i.text) || i.text[user] != ':' {
		return
	}
	end := runEnd(i.text, user+1, digestUser)
	if value := i.text[user+1 : end]; !digestWords.MatchString(value) && !hashNames.MatchString(i.text[i.at:user]) {
		i.add(user+1, end)
	}
}

var (
	// Permissions, and what documentation has in place of a hash.
	digestWords = regexp.MustCompile(`^(?:[cdrwa]{0,5}|[$%<{\[(].*|hash|pass|password|pw|x+)$`)
	hashNames   = regexp.MustCompile(`^(?i:sha|md)-?\d`)
)

var digestUser = byteSet("^ \t\r\n\f\v:\"'<>,;\xe2")

// atlas finds a token of Terraform Cloud.
func (i *inline) atlas(int) {
	const minSecret = 40
	if end := runEnd(i.text, i.at, urlBase64); end-i.at >= minSecret {
		i.add(i.at, end)
	}
}

// twilio finds the id of a Twilio key: SK and 32 hexadecimal digits, the first of which belongs to
// the mark.
func (i *inline) twilio(start int) {
	const length = len("SK") + 32
	if end := runEnd(i.text, start+len("SK"), hexadecimal); strings.HasPrefix(i.text[start:], "SK") && end-start == length {
		i.add(start, end)
	}
}

// discordBot finds the token of a Discord bot: three parts, the first of which is the bot's id.
func (i *inline) discordBot(start int) {
	const minID, minHash = 23, 27
	end := runEnd(i.text, start, dotted)
	i.done = max(i.done, end)
	parts := strings.Split(strings.TrimRight(i.text[start:end], "."), ".")
	if len(parts) == 3 && len(parts[0]) >= minID && len(parts[0]) <= minID+5 && len(parts[1]) == 6 && len(parts[2]) >= minHash && looksRandom(parts[2]) {
		i.add(start, end)
	}
}

// mailchimp finds a Mailchimp key: 32 hexadecimal digits and the name of a data center.
func (i *inline) mailchimp(start int) {
	const length = 32
	first := start - length
	if first < 0 || runEnd(i.text[:start], first, hexadecimal) != start || first > 0 && isWordByte(i.text[first-1]) {
		return
	}
	if end := runEnd(i.text, i.at, digits); end-i.at < 2 && (end == len(i.text) || !isWordByte(i.text[end]) && i.text[end] != '-') {
		i.add(first, end)
	}
}

// newRelic finds a New Relic license, which ends in FFFFNRAL.
func (i *inline) newRelic(start int) {
	const length = 32
	if first := start - length; first >= 0 && runEnd(i.text[:start], first, hexadecimal) == start {
		i.add(first, i.at)
	}
}

// cipher finds values that Jasypt and Spring's configuration have encrypted: ENC(…), {cipher}….
func (i *inline) cipher(start int) {
	const least = 16
	if end := runEnd(i.text, i.at, base64Bytes); end-i.at >= least && (i.text[i.at-1] != '(' || end < len(i.text) && i.text[end] == ')') {
		i.add(i.at, end)
	}
}

// cryptPrefixes are the prefixes of password hashes as crypt(3) and the like write them.
var cryptPrefixes = []string{"$1$", "$2a$", "$2b$", "$2x$", "$2y$", "$5$", "$6$", "$7$", "$8$", "$9$", "$md5$", "$sha1$", "$y$", "$gy$", "$apr1$", "$argon2", "$pbkdf2", "$scrypt$", "$bcrypt", "pbkdf2_sha", "pbkdf2:sha", "scrypt:", "SCRAM-SHA-1$", "SCRAM-SHA-256$", "SCRAM-SHA-512$"}

// crypt finds the hash of a password, with its salt.
func (i *inline) crypt(start int) {
	const minHash = 20
	set := cryptBytes
	if i.text[start] == '$' {
		set = cryptNoColon
	}
	end := runEnd(i.text, start, set)
	if end-start >= minHash && strings.Count(i.text[start:end], "$") >= 2 {
		i.add(start, end)
	}
	i.done = max(i.done, end)
}

var cryptNoColon = byteSet("-A-Za-z0-9_+/=.,$")

// schemePrefixes are the prefixes of password hashes as LDAP and others write them.
var schemePrefixes = []string{"{ssha", "{sha", "{smd5", "{md5", "{crypt", "{pbkdf2", "{bcrypt", "{argon2", "{scrypt", "{x-"}

// hashScheme finds the hash after {SSHA} and the like.
func (i *inline) hashScheme(start int) {
	const maxScheme = 20
	brace := strings.IndexByte(i.text[start:min(len(i.text), start+maxScheme)], '}')
	if brace < 0 {
		return
	}
	hash := start + brace + 1
	if end := runEnd(i.text, hash, cryptNoColon); end-hash >= minToken {
		i.add(hash, end)
	}
}

// scram finds Kafka's salt=…,stored_key=…,server_key=…, with which one can guess the password and
// impersonate the broker.
func (i *inline) scram(start int) {
	end := runEnd(i.text, i.at, base64Bytes)
	behind := strings.ToLower(i.text[end:min(len(i.text), end+len(",stored_key="))])
	isSalt := strings.EqualFold(i.text[start:i.at], "salt=")
	if end-i.at >= minCredential && (!isSalt || behind == ",stored_key=" || behind == ",server_key=") {
		i.add(i.at, end)
	}
}

// hasPasswordFileLine returns false only if passwordFileLines finds nothing in a text.
func hasPasswordFileLine(text string) bool {
	for at := 0; ; at++ {
		colon := strings.IndexByte(text[at:], ':')
		if colon < 0 {
			return false
		}
		at += colon
		if port := text[at+1:]; portEnd(port) > 0 {
			return true
		}
	}
}

// portEnd returns where a port at the start of text ends that a colon follows, as in .pgpass: 3 to
// 5 digits or a star. It returns 0 if there is none.
func portEnd(text string) int {
	digits := 0
	for digits < len(text) && digits < 6 && text[digits] >= '0' && text[digits] <= '9' {
		digits++
	}
	if digits == 0 && strings.HasPrefix(text, "*") {
		digits = 1
	} else if digits < 3 || digits > 5 {
		return 0
	}
	if digits < len(text) && text[digits] == ':' {
		return digits
	}
	return 0
}

// passwordFileLines finds the passwords in lines like those of .pgpass:
// host:port:database:user:password.
func passwordFileLines(text string) []span {
	if !hasPasswordFileLine(text) {
		return nil
	}
	var spans []span
	at := 0
	for line := range strings.SplitAfterSeq(text, "\n") {
		bare := strings.TrimRight(line, " \t\r\n")
		comment := len(bare) - len(strings.TrimLeft(bare, "#;/- \t"))
		if password := passwordField(bare[comment:]); password > 0 {
			password += comment
			spans = append(spans, span{at + password, at + len(bare)})
		} else if hash := accountLine.FindStringSubmatchIndex(bare); hash != nil && strings.ContainsAny(bare[hash[2]:hash[3]], "./0123456789") {
			spans = append(spans, span{at + hash[2], at + hash[3]})
		}
		at += len(line)
	}
	return spans
}

// accountLine matches a line of /etc/shadow or /etc/passwd with a hash of the original crypt(3),
// which has no mark but its length.
var accountLine = regexp.MustCompile(`^[A-Za-z_][\w.\-]*:([./0-9A-Za-z]{13}):\d+:\d+:`)

// passwordField returns where the fifth field of a line begins, or 0 if it is not a line of a
// password file.
func passwordField(line string) int {
	const fields = 5
	at := 0
	for field := range fields - 1 {
		length := strings.IndexByte(line[at:], ':')
		if length < 0 {
			return 0
		}
		value := strings.TrimSpace(line[at : at+length])
		at += length + 1
		isNumber := strings.Trim(value, "0123456789") == ""
		switch {
		case field == 0 && strings.ContainsAny(value, " =;\"'{[(<#"), field == 1 && portEnd(value+":") == 0, field > 1 && (isNumber || strings.ContainsAny(value, " =;,/\"'")):
			return 0
		}
	}
	if at == len(line) {
		return 0
	}
	return at
}
