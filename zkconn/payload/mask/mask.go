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

// maxMasked is how many bytes are looked at, of data and of what a layer such as
// gzip wraps; more is masked as a whole.
const maxMasked = format.MaxUnwrapped

// Masker puts Text in place of what looks like a secret. It is safe for use
// by several goroutines.
//
// Mask is to be called on all of a znode's data, before anything else sees it;
// the page's views, JSON, raw download, search, diffs and exports then work on
// what it returns only, so none of them can show more than another.
//
// # Names
//
// A name is a secret's when a pattern matches it or one of its words. Words end
// at any character but letters, digits, "_", "-", "." and "$", and where Chinese
// ends. Capitals, white space, invisible characters and "-", "_", "." make no
// difference: "*api_key*" matches apiKey. A name that contains "authorization" is
// a secret's; so is one whose last part is "pass", "cookie", "pw", "psk", "mnemonic",
// "enc_key", "sign_key" and the like or the usual name of a session's cookie (db_pass, dbPass,
// Set-Cookie; not bypass, pass_through), "_auth", and id_rsa and its like. One that ends
// in one of weakNames, such as "auth", is a secret's where its value looks like one: of ten
// characters and more, of small and large letters and digits, or of 32 hexadecimal digits. So
// is one that ends in "key", such as tls.key, where its value is as long as a key in base64.
//
// Of the names that only the DefaultPatterns match, these are not secrets':
// names that a harmless word makes match (tokenizer, max_tokens, secretary,
// passwordless, imagePullSecrets), names whose last word says what about a
// secret they tell (token_ttl, password.min.length, password_encryption,
// secretName, TokenService), and words of 48 letters without a separator and
// more, which are coded data.
//
// And of values under the names of secrets these are none: true, false, yes, no, on,
// off, ok, null, none, nothing at all ("", and PASSWORD= in properties); numbers of at
// most five digits (of tokens, nine), but under a password's name (password, passwd,
// pwd, pass, passphrase, passcode, pw, 密码, 口令), where "1234" is one; types of columns
// and fields (string, VARCHAR(64)) and schemas without a default or an example;
// durations (30d), and nothing but switches and durations beside each other; ${NAME},
// {{ .Values.name }}, @app.name@, !Ref Name, var.name, <redacted> and the like, "?" and
// asterisks; the levels of a log; lists of nothing but secrets' names
// (exclude=password,token); under pwd and names that end in file, path or dir, the
// place of a file (/var/lib), under others too a file:///var/lib, and where it is no password's
// name /etc/x and the class com.acme.StoreOfTokens; 0 and 1 under what says whether there is to be a
// password (allow_no_password); names of what Amazon
// keeps (arn:aws:…); where accounts are looked up (passwd: files); what says where a secret
// is found ({file: x}, {external: true}); the settings of tables and columns that are called so.
//
// # Promised
//
//   - All of the data of a znode, when one of the last two names in its path, with the
//     chroot, is a secret's, or one further up is a word for secrets alone
//     (/secrets/db/prod/1). What lies right below services, topics, users and the like
//     is called after what it is about: /services/token-service, /topics/user-tokens.
//   - The whole value, of whatever type, of a secret's
//     name as a key of JSON (one document or a sequence of them, such as JSON
//     lines) or of YAML in block style, or as an element or attribute of XML;
//     duplicate keys each. Keys are compared after their escapes, entities and
//     CDATA sections are read.
//   - data and stringData beside kind: Secret, of Kubernetes; the private parts of
//     JSON web keys; Docker's auth; the value of an input of type password.
//   - The other values beside a pair such as "name": "DB_PASSWORD" (also key, id,
//     property, parameter, variable, option, header and the like; in text that
//     cannot be read, such a pair hides all of it), and the element of a list or
//     of XML behind one that ends in a secret's name: ["--password", "…"],
//     <td>password</td><td>…</td>. Not beside the name of a service with its host
//     or port, in the schema of a record, or behind a sentence. Under numbers, as
//     protobuf without its schema has them, what stands beside a text that ends in
//     a secret's name.
//   - In any other text, and in every string, comment and CDATA section of the
//     formats above, texts within texts four deep: what follows a secret's name
//     on its line, with the lines that continue it. Where it cannot be told
//     that the value ends there (an open quote, bracket, operator or tag, a
//     block, a deeper indented line, the header row of a table), all that
//     follows. A header row has cells with commas, semicolons, bars, tabs or two
//     spaces between them, and so has the row below, or is as many words as that.
//     In CSV and TSV with a header row, the columns below secrets' names are masked
//     and no other: but one behind a secret's whose own name is not usual, which may be
//     that secret, is masked with its name.
//     "pass" and its like alone count only as a cell, or with "=" or ":" behind. A
//     sentence that ends with the name, or goes on with "are", "in", "by" and the
//     like in small letters, says none; nor does one that goes on with nothing but what
//     messages tell of secrets ("must have at least 12 characters", 错误，请重试), or is of a
//     wrong or a forgotten one, or of something about one (a token bucket). No name is the
//     host of a link (https://secrets.example.com/), none in the path of a request
//     (/oauth/token HTTP/1.1, /password/reset), none a table in SQL, the logger of a line of
//     a log, or what a right is about (token:read).
//   - Passwords of URLs: what stands between the first colon behind "://" and the last
//     "@" before white space; of http, https and redis also a user without a password,
//     as tokens are written so; jdbc:oracle:thin:user/password@host,
//     user/password@ORCL, user:password@tcp(host). Of user:password1@host without a scheme
//     too, and all of what are nothing but lines of user:password1, where the password looks
//     like one: it has letters and digits and is no version, id, date or name of a machine, and
//     the user is no word such as image. So it is under names that end in auth and digest.
//   - Credentials behind "Bearer" and "Basic"; signatures in links; the addresses
//     of web hooks of Slack, Discord, Office, WeCom and Feishu.
//   - Passwords in the options of usual commands (curl -u, mysql -p, sshpass and more),
//     and in -u bob:password1, -u bob -ppassword1 and -u bob -p password1 without one, behind IDENTIFIED BY
//     and addauth digest, in tables of ClickHouse that lie elsewhere (MySQL('h', 'db',
//     't', 'u', '…')), in lines of .pgpass, also behind a comment's "#"; behind
//     digest:user: of ZooKeeper's, basicAuth and creds (user:password), u=user&p=, calls such
//     as auth("user", and getConnection("…", "user", ShardingSphere's user@%:, login (user /
//     password1), and user NAME on > of Redis; beside a user in a list of two under
//     auth; before the roles of Jetty's users (bob: password1,user); the keys beside
//     Vault's root_token; result beside Terraform's length and special; those of JAAS
//     (user_bob="…", user.bob=password1) and of ipsec.secrets (PSK "…"); new User("bob", "password1");
//     auth:user:…:cdrwa; what echo writes for a command
//     that reads a password (echo … | chpasswd).
//   - Hashes of passwords as crypt(3), LDAP, PostgreSQL, Django, Kafka's SCRAM and
//     ZooKeeper's digest:user:hash write them; what Jetty keeps as OBF:, CRYPT: and
//     MD5:, and all of a realm.properties.
//   - Tokens of GitHub, GitLab, Stripe, Slack, npm, PyPI, Google, OpenAI and others
//     that have a shape of their own (tokenShapes), also the ids of access keys, beside
//     which the keys stand, and JSON web tokens, anywhere. What Jasypt and Spring have
//     encrypted: ENC(…), {cipher}….
//   - PEM, OpenSSH, PGP, OpenVPN and PuTTY private keys. One without its end hides
//     all of the data. Data that is a private key in DER (PKCS #8, PKCS #1, SEC 1)
//     or a store of keys (PKCS #12, JKS, JCEKS), and words that are base64 of one. One over
//     several lines hides all that follows.
//   - The same in words of 24 letters and more that are base64 of a text, or of what is
//     in a layer such as gzip: all of the word. Data that is base64 as a whole is
//     masked in what it holds.
//   - The same in what layers such as gzip and character sets hold, four deep. Where
//     a layer cannot be put on again, or its character set cannot spell Text, the
//     data is masked as a whole and what is read of it in part, as that of a layer that
//     is damaged, or holds more than 2 MiB. No other character set that the data can be
//     read in shows more.
//
// What holds one of these and cannot be masked in part is masked as a whole:
// data that is not text (in no character set, or with control characters) and
// names a secret anywhere, also if what was read of it by a guess has none; a Kubernetes
// Secret that cannot be read; YAML where a secret has an
// anchor or an alias, XML with entities of its own, keys of mappings that hold a
// secret, more than four layers, layers of which nothing can be read, data over 2 MiB,
// and whatever would be masked further when its masked form is masked again.
//
// In data that is neither text nor UTF-16, all but names of five letters and
// more counts only where chance does not make it: in 16 printable characters, or
// where three in four of the 128 bytes around are of UTF-8, as keys and values of
// BSON and the like are. Of random megabytes, fewer than one in 10 000 is masked.
//
// # Not promised
//
// Secrets under names that no pattern matches, also when the same value is masked
// elsewhere; passwords in prose ahead of the word, in a sentence as above, in lines of two words alone (bob
// password1), as much else is, in
// a URL with white space in it or that is cut off before its "@"; what stands
// on the line after a name that is a value itself (type=token); rows of a table
// whose columns are named elsewhere in JSON, YAML or XML, in a comment above lines
// that assign, or with colons between them; "pass" where a letter follows at once,
// as in Java's serialization; secrets whose names are damaged, or cut off behind them;
// ciphers, and base64 and compression
// that is no layer (a key of bare bytes in base64 under a harmless name is shown); the keys of a
// mapping; names and ACLs of znodes; empty data, and YAML's empty null. That
// there is a secret, under which name and in which format, is not hidden. A mask
// has always the same length, but a secret's own follows from the stat's
// dataLength, which is ZooKeeper's and shown.
//
// Time is linear in the data's size; regular expressions are RE2.
type Masker struct {
	all      bool         // everything is a secret
	words    []string     // of DefaultPatterns, without their stars
	own      []pattern    // of the operator
	usual    *finder      // of words
	names    *finder      // of what a secret's name has
	hinted   func() *both // of names and of hintMarks, in one pass
	onlyLong bool         // of the names without a pattern, those that chance hardly makes
	long     *Masker      // of names that chance hardly makes
	chinese  [][]byte     // names in the encodings of Chinese

	chroot znode.Path // above all paths
	cache  *cache
	turns  chan struct{} // has room for the heavy maskings of a time
	time   time.Duration // how long the masking of one znode's data may take
	// Of one masking:
	done   context.Context // when it ends, there is no time left
	known  map[string]nameKind
	packed *packedWords
}

// Masked is data that everyone may see who may read the znode.
type Masked struct {
	Data   []byte // where Count is 0 the very bytes given, or their beginning; otherwise with Text in place, in the same format where possible
	Whole  bool   // nothing of the data is shown: Data is Text alone
	Binary bool   // Data is Text alone, in place of data that was not UTF-8
	Slow   bool   // Whole, because there was no time to look for secrets
	Unread bool   // all that is masked are bytes that could not be read to their end
	Count  int    // secrets masked, in what was looked at; 1 when Whole

	path    znode.Path
	text    string          // Data, where reading is nil
	uncoded bool            // no word of text is base64 of a text
	reading *format.Reading // nil for text that no layer wraps, until it is asked for
	made    any             // what Keep was given last
	keep    func(made any, size int)
}

// IsKept reports whether the data was looked at before, and is kept for a while.
func (m Masked) IsKept() bool { return m.keep != nil }

// Keep keeps what was made of data that IsKept, as long as that is; it takes so many
// bytes of memory. It is shared by all who look at the data: nobody changes it.
func (m Masked) Keep(made any, size int) { m.keep(made, size) }

// Made returns what Keep was given last; nil for nothing.
func (m Masked) Made() any { return m.made }

// Nothing returns all of the data of the znode at path, with nothing masked.
func Nothing(path znode.Path, data []byte) Masked {
	return Masked{Data: data, reading: format.Read(path, data)}
}

// NothingOnce is like Nothing, for one of many: what the formats read in it is found out
// only where it is asked for. The data may not be changed any more.
func NothingOnce(path znode.Path, data []byte) Masked {
	if len(data) < minHeavy {
		// A copy of each would be a tenth of what a find by data costs.
		text := unsafe.String(unsafe.SliceData(data), len(data))
		if format.Readable(text) && utf8.ValidString(text) && format.IsPlain(path, text) {
			return Masked{Data: data, path: path, text: text}
		}
	}
	return Nothing(path, data)
}

// Reading returns what the formats read in Data. Of Mask's and MaskOnce's result, it
// may be made anew by each call.
func (m Masked) Reading() *format.Reading {
	if m.reading == nil {
		return format.Read(m.path, m.Data)
	}
	return m.reading
}

// Text returns the text that a person reads, without the layers around it; "" for
// what is none.
func (m Masked) Text() string {
	if m.reading == nil {
		return m.text
	}
	return m.reading.Decoded().Text
}

// Mask masks the data of the znode at path, which must be all of its data: a cut
// could part a secret from its name. Masking masked data changes nothing.
func (m *Masker) Mask(path znode.Path, data []byte) Masked {
	if text, coded, ok := m.plain(path, data); ok {
		return Masked{Data: data, path: path, text: text, uncoded: !coded}
	}
	return m.mask(format.Read(path, data), 0)
}

// plain returns as text what most data is: text without any secret that no layer
// wraps, and not large. It is true only for what mask would leave as it is. coded is
// whether words of the text are base64 of a text.
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

// mask masks data, and what is read in it by taking layers off.
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

// maskTwice masks data as it is, and what is masked again: that must change
// nothing.
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

// maskedData is data with what is masked in it.
type maskedData struct {
	data    []byte
	count   int
	ok      bool        // else there is a secret that cannot be masked in part
	format  format.Name // that the text in it was read in
	checked int         // bytes of data that were looked at
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
