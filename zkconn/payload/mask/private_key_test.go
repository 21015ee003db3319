package mask_test

import (
	"bytes"
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"encoding/asn1"
	"encoding/base64"
	"encoding/hex"
	"strings"
	"testing"

	"zkweb/zkconn/payload/show"
	"zkweb/zkconn/znode"
)

// Private keys are masked even without PEM: as they are, in base64, and as a word of a text. Public
// keys are shown.
func TestMaskPrivateKeysInDER(t *testing.T) {
	masker := defaultMasker(t)
	keys, public := derKeys(t)
	for name, key := range keys {
		coded := base64.StdEncoding.EncodeToString(key)
		for form, data := range map[string]string{
			"bytes":       string(key),
			"gzip":        packed(t, string(key)),
			"base64":      coded,
			"lines":       strings.Join(pieces(coded, 64), "\n") + "\n",
			"for URLs":    base64.RawURLEncoding.EncodeToString(key),
			"in JSON":     `{"user":"bob","rsa":"` + coded + `"}`,
			"in YAML":     "user: bob\nrsa: " + coded + "\n",
			"assigned to": "user=bob\nrsa=" + coded + "\n",
		} {
			masked := masker.Mask(znode.Root, []byte(data))
			if masked.Count == 0 || strings.Contains(string(masked.Data), coded[20:40]) {
				t.Errorf("%s %s: %q", name, form, masked.Data)
			}
			inView(t, masked, name+" "+form, coded[20:40], string(key[15:30]), hex.EncodeToString(key[15:30]))
			beside := strings.HasPrefix(form, "in ") || form == "assigned to" // a key may contain "bob" by chance
			if best := textOf(show.Decode(masked.Reading(), show.Best)); beside && !strings.Contains(best, "bob") {
				t.Errorf("%s %s: the best view is %s", name, form, best)
			}
		}
	}
	for form, data := range map[string]string{"bytes": string(public), "base64": base64.StdEncoding.EncodeToString(public)} {
		if masked := masker.Mask(znode.Root, []byte(data)); masked.Count > 0 {
			t.Errorf("a public key, %s: %q", form, masked.Data)
		}
	}
}

// derKeys returns private keys in all formats, and a public one.
func derKeys(t *testing.T) (private map[string][]byte, public []byte) {
	t.Helper()
	ec, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	big, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	ed := ed25519.NewKeyFromSeed(make([]byte, ed25519.SeedSize)) // fixed, since the base64 of 1 in 250 keys looks like a secret
	private = map[string][]byte{"PKCS #1": x509.MarshalPKCS1PrivateKey(big), "encrypted": encryptedKey(t), "PKCS #12": pkcs12Store(t)}
	for name, start := range map[string]string{"JKS": "\xfe\xed\xfe\xed\x00\x00\x00\x02", "JCEKS": "\xce\xce\xce\xce\x00\x00\x00\x02"} {
		private[name] = append([]byte(start), private["PKCS #1"]...)
	}
	for name, key := range map[string]any{"EC, PKCS #8": ec, "RSA, PKCS #8": big, "Ed25519, PKCS #8": ed} {
		if private[name], err = x509.MarshalPKCS8PrivateKey(key); err != nil {
			t.Fatal(err)
		}
	}
	if private["SEC 1"], err = x509.MarshalECPrivateKey(ec); err != nil {
		t.Fatal(err)
	}
	if public, err = x509.MarshalPKIXPublicKey(ed.Public()); err != nil {
		t.Fatal(err)
	}
	return private, public
}

// pkcs12Store returns the outer structure of a PKCS #12 store.
func pkcs12Store(t *testing.T) []byte {
	t.Helper()
	type content struct {
		Kind asn1.ObjectIdentifier
		Data []byte `asn1:"explicit,tag:0"`
	}
	store, err := asn1.Marshal(struct {
		Version int
		Content content
	}{3, content{asn1.ObjectIdentifier{1, 2, 840, 113549, 1, 7, 1}, bytes.Repeat([]byte("a\x00key\xff"), 60)}})
	if err != nil {
		t.Fatal(err)
	}
	return store
}

// encryptedKey returns a key that "openssl pkcs8 -topk8 -outform DER" wrote.
func encryptedKey(t *testing.T) []byte {
	t.Helper()
	key, err := hex.DecodeString("30819b305706092a864886f70d01050d304a302906092a864886f70d01050c301c0408e21af5187a179c8e02020800300c06082a864886f70d02090500301d060960864801650304012a041047047e4586631d31a7fa9d2efc8c219d044090ecb0fbc4ce06c54205a5fc55c398de1842c5808ee4b515568ad1029fd920ea9cf892620a007fd1181bd05b07bceff0ab700df81aefdc577c13c62d8619dc45")
	if err != nil {
		t.Fatal(err)
	}
	return key
}
