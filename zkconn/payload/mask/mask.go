// Package mask finds secrets in the data of znodes and puts a fixed text in their place.
// Masker says what it promises to find and what it does not.
package mask

import (
	"context"
	"time"
	"unicode/utf8"
	"unsafe"

	"zkweb/zkconn/payload/format"
	"zkweb/zkconn/znode"
)

// Text stands in place of every secret.
const Text = format.MaskText

// maxMasked is the maximum size of data, and of the content of a layer such as gzip, in bytes.
// Larger data is masked as a whole.
const maxMasked = format.MaxUnwrapped

// Masker replaces what looks like a secret by Text. It is safe for concurrent use.
//
// Call Mask with all of a znode's data before anything else sees it. Views, JSON, raw downloads,
// searches, diffs and exports must use only its result, so that none of them shows more than
// another.
//
// # Names
//
// A name is that of a secret if a pattern matches it or one of its words. Words end at any
// character other than letters, digits, "_", "-", "." and "$", and where Chinese ends. Case, white
// space, invisible characters, "-", "_" and "." are ignored: "*api_key*" matches apiKey.
//
// These are also names of secrets: names that contain "authorization"; names whose last part is
// "pass", "cookie", "pw", "psk", "mnemonic", "enc_key", "sign_key" and the like, or the usual name
// of a session cookie (db_pass, dbPass and Set-Cookie, but not bypass or pass_through); "_auth";
// and id_rsa and the like. Names that end in one of weakNames, such as "auth", count if the value
// looks like a secret: it has at least ten characters, with upper and lower case letters and
// digits, or is at least 32 hexadecimal digits. Names that end in "key", such as tls.key, count if
// the value is as long as a key in base64.
//
// Of the names that only DefaultPatterns match, these are not names of secrets: those that match
// because of a harmless word (tokenizer, max_tokens, secretary, passwordless, imagePullSecrets);
// those whose last word is a property of a secret (token_ttl, password.min.length,
// password_encryption, secretName, TokenService); and words of more than 48 letters without a
// separator, which are encoded data.
//
// Under the names of secrets, these values are not secrets:
//
//   - true, false, yes, no, on, off, ok, null, none and empty values ("", and PASSWORD= in
//     properties)
//   - numbers of up to five digits, or nine for tokens; but not under the name of a password
//     (password, passwd, pwd, pass, passphrase, passcode, pw, 密码, 口令), where "1234" is one
//   - types of columns and fields (string, VARCHAR(64)), and schemas without a default or an
//     example
//   - durations (30d), and objects of only switches and durations
//   - ${NAME}, {{ .Values.name }}, @app.name@, !Ref Name, var.name, <redacted> and the like, "?"
//     and asterisks
//   - log levels, and lists of only names of secrets (exclude=password,token)
//   - paths of files under pwd and names that end in file, path or dir (/var/lib); file:///var/lib
//     under other names, too; /etc/x and the class com.acme.StoreOfTokens unless the name is that
//     of a password
//   - 0 and 1 under names that say whether there is a password (allow_no_password)
//   - resource names of Amazon (arn:aws:…), and where accounts are looked up (passwd: files)
//   - objects that say where to find a secret ({file: x}, {external: true})
//   - settings of tables and columns that have such a name
//
// # Promised
//
// These are masked:
//
//   - All of the data of a znode, if one of the last two names in its path, including the chroot,
//     is that of a secret, or if one further up is a word used only for secrets
//     (/secrets/db/prod/1). Names directly below services, topics, users and the like do not count,
//     as they say what the znode is about: /services/token-service, /topics/user-tokens.
//   - The whole value, of any type, under the name of a secret as a key of JSON (one document or a
//     sequence, such as JSON lines) or of YAML in block style, or as an element or attribute of
//     XML, including repeated keys. Escapes, entities and CDATA sections in keys are decoded first.
//   - data and stringData next to kind: Secret in Kubernetes; the private parts of JSON web keys;
//     Docker's auth; the value of an input of type password.
//   - The values next to a pair such as "name": "DB_PASSWORD" (also key, id, property, parameter,
//     variable, option, header and the like; in text that cannot be read, such a pair masks
//     everything), and the element of a list or of XML after one that ends in the name of a secret:
//     ["--password", "…"], <td>password</td><td>…</td>. This does not apply next to the name of a
//     service with its host or port, in the schema of a record, or after a sentence. Under numbers,
//     as in protobuf without its schema, it applies to the values next to a text that ends in the
//     name of a secret.
//   - In any other text, and in every string, comment and CDATA section of the formats above, with
//     texts in texts up to four deep: what follows the name of a secret on its line, and the lines
//     that continue it. If it is not certain that the value ends there (an open quote, bracket,
//     operator or tag, a block, a line that is indented deeper, the header row of a table),
//     everything that follows is masked. A header row has cells separated by commas, semicolons,
//     bars, tabs or two spaces, and is followed by such a row or by a row of as many words. In CSV
//     and TSV with a header row, only the columns below the names of secrets are masked. If a
//     column after one of these has an unusual name, which may be a secret itself, it is masked
//     with its name. "pass" and the like count only as a cell, or before "=" or ":". A sentence
//     does not tell a secret if it ends with the name, or goes on with "are", "in", "by" and the
//     like in lower case, or with nothing but what messages say about secrets ("must have at least
//     12 characters", 错误，请重试), or if it is about a wrong or forgotten secret, or about something
//     else that is named after one (a token bucket). The host of a link
//     (https://secrets.example.com/), the path of a request (/oauth/token HTTP/1.1,
//     /password/reset), a table in SQL, the logger in a line of a log, and the object of a right
//     (token:read) are not names of secrets.
//   - Passwords in URLs: from the first colon after "://" to the last "@" before white space. With
//     http, https and redis, also a user without a password, since tokens are written like this.
//     Also jdbc:oracle:thin:user/password@host, user/password@ORCL and user:password@tcp(host).
//     user:password1@host without a scheme, and text that consists only of lines of user:password1,
//     if the password looks like one: it has letters and digits and is not a version, id, date or
//     name of a machine, and the user is not a word such as image. The same under names that end in
//     auth and digest.
//   - Credentials after "Bearer" and "Basic"; signatures in links; the addresses of web hooks of
//     Slack, Discord, Office, WeCom and Feishu.
//   - Passwords in the options of usual commands (curl -u, mysql -p, sshpass and more), and without
//     a command in -u bob:password1, -u bob -ppassword1 and -u bob -p password1; after IDENTIFIED
//     BY and addauth digest; in ClickHouse's tables of other databases (MySQL('h', 'db', 't', 'u',
//     '…')); in lines of .pgpass, also after the "#" of a comment; after ZooKeeper's digest:user:,
//     basicAuth and creds (user:password), u=user&p=, calls such as auth("user", and
//     getConnection("…", "user", ShardingSphere's user@%:, login (user / password1), and Redis's
//     user NAME on >; next to a user in a list of two under auth; before the roles of Jetty's users
//     (bob: password1,user); in the keys next to Vault's root_token; in result next to Terraform's
//     length and special; in options of JAAS (user_bob="…", user.bob=password1) and in
//     ipsec.secrets (PSK "…"); in new User("bob", "password1"); in auth:user:…:cdrwa; in what echo
//     writes for a command that reads a password (echo … | chpasswd).
//   - Hashes of passwords as crypt(3), LDAP, PostgreSQL, Django, Kafka's SCRAM and ZooKeeper's
//     digest:user:hash write them; Jetty's OBF:, CRYPT: and MD5:, and all of a realm.properties.
//   - Tokens of GitHub, GitLab, Stripe, Slack, npm, PyPI, Google, OpenAI and others with a shape of
//     their own (tokenShapes), ids of access keys, next to which the keys stand, and JSON web
//     tokens, anywhere. Values that Jasypt and Spring have encrypted: ENC(…), {cipher}….
//   - PEM, OpenSSH, PGP, OpenVPN and PuTTY private keys. A key without its end masks all of the
//     data. Data that is a private key in DER (PKCS #8, PKCS #1, SEC 1) or a key store (PKCS #12,
//     JKS, JCEKS), and words that are base64 of one. If such a word spans several lines, everything
//     that follows is masked.
//   - The same in words of at least 24 letters that are base64 of text or of a layer such as gzip:
//     the whole word is masked. Data that is base64 as a whole is masked in its content.
//   - The same in the content of layers such as gzip and character sets, up to four deep. If a
//     layer cannot be applied again, or its character set cannot express Text, the data is masked
//     as a whole, and its content in part. This also applies to a layer that is damaged or holds
//     more than 2 MiB. No other character set that the data can be read in shows more.
//
// Data that contains one of these and cannot be masked in part is masked as a whole: data that is
// not text (in no character set, or with control characters) and names a secret anywhere, even if
// what was read of it by a guess does not; a Kubernetes Secret that cannot be read; YAML in which a
// secret has an anchor or an alias, XML with its own entities, mappings with a secret in a key,
// more than four layers, layers of which nothing can be read, data of more than 2 MiB, and data
// whose masked form would be masked further.
//
// In data that is neither text nor UTF-16, only names of at least five letters count everywhere.
// Anything else counts only where it is hardly due to chance: among 16 printable characters, or
// where three in four of the surrounding 128 bytes are UTF-8, as in the keys and values of BSON and
// the like. Of random megabytes, fewer than one in 10 000 is masked.
//
// # Not promised
//
// These are not masked: secrets under names that no pattern matches, even if the same value is
// masked elsewhere; passwords in prose before the word, in a sentence as above, in lines of just
// two words (bob password1), which can mean many other things, and in a URL that contains white
// space or is cut off before its "@"; the line after a name that is itself a value (type=token);
// rows of a table whose columns are named elsewhere in JSON, YAML or XML, in a comment above lines
// that assign, or with colons between them; "pass" directly before a letter, as in Java's
// serialization; secrets whose names are damaged, or are cut off after them; ciphers, and base64
// and compression that is not a layer (a bare key in base64 under a harmless name is shown); the
// keys of a mapping; names and ACLs of znodes; empty data, and YAML's empty null. Masking does not
// conceal that there is a secret, nor its name and format. All masks have the same length, but the
// length of a secret can be calculated from the stat's dataLength, which is ZooKeeper's and shown.
//
// Masking takes linear time in the size of the data; regular expressions are RE2.
type Masker struct {
	all      bool         // everything is a secret
	words    []string     // of DefaultPatterns, without their stars
	own      []pattern    // the operator's patterns
	usual    *finder      // finds words
	names    *finder      // finds texts that names of secrets contain
	hinted   func() *both // combines names and hintMarks
	onlyLong bool         // match only names that hardly occur by chance, without those that need no pattern
	long     *Masker      // a Masker for names that hardly occur by chance
	chinese  [][]byte     // Chinese names in the encodings of Chinese

	chroot znode.Path // the prefix of all paths
	cache  *cache
	turns  chan struct{} // holds a token for each heavy masking in progress
	time   time.Duration // time limit for masking one znode's data
	// State of one masking:
	done   context.Context // the time is up when it ends
	known  map[string]nameKind
	packed *packedWords
}

// Masked is data that may be shown to everyone who may read the znode.
type Masked struct {
	Data   []byte // the original bytes, or their beginning, if Count is 0; otherwise with Text in place of secrets, in the same format if possible
	Whole  bool   // nothing of the data is shown: Data is just Text
	Binary bool   // Data is just Text, in place of data that was not UTF-8
	Slow   bool   // Whole is set because there was no time to look for secrets
	Unread bool   // only bytes that could not be read to their end are masked
	Count  int    // number of secrets masked in the part that was examined; 1 if Whole is set

	path    znode.Path
	text    string          // Data as text, if reading is nil
	uncoded bool            // no word of text is base64 of text
	reading *format.Reading // nil for text without layers, until it is asked for
	made    any             // the last argument of Keep
	keep    func(made any, size int)
}

// IsKept reports whether the data was examined before and is cached.
func (m Masked) IsKept() bool { return m.keep != nil }

// Keep caches a result made of data for which IsKept returns true, for as long as the data is
// cached. size is the memory that it takes, in bytes. The result is shared and must not be changed.
func (m Masked) Keep(made any, size int) { m.keep(made, size) }

// Made returns the last result passed to Keep, or nil if there is none.
func (m Masked) Made() any { return m.made }

// Nothing returns all of the data of the znode at path, with nothing masked.
func Nothing(path znode.Path, data []byte) Masked {
	return Masked{Data: data, reading: format.Read(path, data)}
}

// NothingOnce is like Nothing, for one of many znodes: the data is parsed only if needed. The data
// must not be changed afterwards.
func NothingOnce(path znode.Path, data []byte) Masked {
	if len(data) < minHeavy {
		// Copying each would take a tenth of the time of a find by data.
		text := unsafe.String(unsafe.SliceData(data), len(data))
		if format.Readable(text) && utf8.ValidString(text) && format.IsPlain(path, text) {
			return Masked{Data: data, path: path, text: text}
		}
	}
	return Nothing(path, data)
}

// Reading returns the reading of Data. For the results of Mask and MaskOnce, each call may make a
// new one.
func (m Masked) Reading() *format.Reading {
	if m.reading == nil {
		return format.Read(m.path, m.Data)
	}
	return m.reading
}

// Text returns the text of the data without the layers around it, or "" if it is not text.
func (m Masked) Text() string {
	if m.reading == nil {
		return m.text
	}
	return m.reading.Decoded().Text
}

// Mask masks the data of the znode at path. It must be all of the data, since a cut could separate
// a secret from its name. Masking masked data changes nothing.
func (m *Masker) Mask(path znode.Path, data []byte) Masked {
	if text, coded, ok := m.plain(path, data); ok {
		return Masked{Data: data, path: path, text: text, uncoded: !coded}
	}
	return m.mask(format.Read(path, data), 0)
}

// plain returns data as text if mask would leave it unchanged, as is usual: small text without
// secrets and without layers. coded reports whether words of the text are base64 of text.
func (m *Masker) plain(path znode.Path, data []byte) (text string, coded, ok bool) {
	switch {
	case len(data) == 0:
		return "", false, true
	case m.all || len(data) >= minHeavy || m.secretPath(path):
		return "", false, false
	}
	text = string(data)
	has, hinted := m.hinted().look(text)
	switch {
	case has&control != 0, has&beyond != 0 && (!utf8.ValidString(text) || m.inChinese(data)):
		return "", false, false
	case has&markup != 0 && hasEntities(text), !format.IsPlain(path, text):
		return "", false, false
	}
	holds, coded := m.mayHoldOf(text, has, hinted)
	return text, coded, !holds && (has&colon == 0 || findLogins(text) == nil)
}

// mask masks data, and what is read in it by removing layers.
func (m *Masker) mask(r *format.Reading, limit int) Masked {
	if m.all || len(r.Data) > maxMasked || m.secretPath(r.Path) || format.IsPrivateKey(r.Data) {
		return wholeMasked(r)
	}
	m = m.remembering()
	if content := r.Content(); content != nil && (!r.Readable() || isAllCoded(r, content)) {
		return m.maskLayer(r, content)
	}
	masked := m.maskTwice(r, limit)
	if masked.Whole {
		return masked
	}
	content := masked.reading.Content()
	if content == nil {
		if coded, ok := format.CodedBytes(masked.Text()); ok && m.inBinary(coded) {
			return wholeMasked(r)
		}
		return masked
	}
	within := m.maskLayer(masked.reading, content)
	if !within.Whole {
		within.Count += masked.Count
	}
	return within
}

// isAllCoded reports whether text is base64 or base16 as a whole, and nothing else.
func isAllCoded(r *format.Reading, content *format.Content) bool {
	if content.Layer.Name != format.Base64 && content.Layer.Name != format.Base16 {
		return false
	}
	_, count := maskInline(r.Text)
	return count == 0
}

// maskTwice masks data, and then masks the result, which must change nothing.
func (m *Masker) maskTwice(r *format.Reading, limit int) Masked {
	once := m.maskData(r, limit)
	switch {
	case !once.ok:
		return wholeMasked(r)
	case once.count == 0:
		r = r.Beginning(once.checked)
		return Masked{Data: r.Data, reading: r}
	}
	again := r.With(once.data)
	twice := m.maskData(again, limit)
	sameFormat := twice.format == once.format || twice.format == "" && formatOf(again) == once.format
	if !twice.ok || twice.count > 0 || !sameFormat || string(once.data) == Text {
		return wholeMasked(r)
	}
	again = again.Beginning(once.checked)
	again.Masked = true
	return Masked{Data: again.Data, Count: once.count, reading: again}
}

func wholeMasked(r *format.Reading) Masked {
	reading := format.Read(r.Path, []byte(Text))
	reading.Masked = true
	return Masked{Data: reading.Data, Whole: true, Binary: !r.UTF8, Count: 1, reading: reading}
}

// maskedData is data with its secrets masked.
type maskedData struct {
	data    []byte
	count   int
	ok      bool        // false if there is a secret that cannot be masked in part
	format  format.Name // the format in which the text was read
	checked int         // bytes of data that were examined
}

func (m *Masker) maskData(r *format.Reading, limit int) maskedData {
	if !r.Readable() {
		return maskedData{data: r.Data, ok: !m.inBinary(r.Data) && !m.inCharsets(r.Data, nil), checked: len(r.Data)}
	}
	if m.inChinese(r.Data) {
		return maskedData{}
	}
	if !m.mayHold(r.Text) && !hasEntities(r.Text) && findLogins(r.Text) == nil {
		return maskedData{data: r.Data, ok: true, checked: len(r.Data)}
	}
	masked := m.maskBody(r, 0, limit)
	mark := ""
	if r.Marked {
		mark = format.ByteOrderMark
	}
	return maskedData{[]byte(mark + masked.text), masked.count, masked.ok, masked.format, masked.checked + len(mark)}
}
