package format

import (
	"errors"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/simplifiedchinese"
)

// GBK is GB18030 without its characters of four bytes. It is only a name for writing, since text in
// GBK is read as GB18030.
const GBK Name = "gbk"

// CharsetNames returns the names of the character sets that Decode and Encode support, other than
// UTF-8.
func CharsetNames() []Name {
	names := make([]Name, 0, len(charsets)+1)
	for _, set := range charsets {
		if set.name == GB18030 {
			names = append(names, GBK)
		}
		names = append(names, set.name)
	}
	return names
}

// UnspelledError is the error for a character that a character set lacks, or would decode to
// another one.
type UnspelledError struct {
	Offset int // of the character in the text, in bytes
}

// Error implements error.
func (UnspelledError) Error() string { return "a character that the character set does not have" }

var errNoCharset = errors.New("no such character set")

// Decode decodes data in a character set. It fails unless Encode would return the same bytes.
func Decode(charset Name, data []byte) (string, error) {
	coding := codingOfCharset(charset)
	if coding == nil {
		return "", errNoCharset
	}
	text, err := coding.NewDecoder().Bytes(data)
	if err != nil {
		return "", err
	}
	again, err := coding.NewEncoder().Bytes(text)
	if err == nil && string(again) != string(data) {
		err = errors.New("bytes that would not be written so")
	}
	return string(text), err
}

// Encode encodes a text in a character set. It fails with an UnspelledError if Decode would not
// return the same text.
func Encode(charset Name, text string) ([]byte, error) {
	coding := codingOfCharset(charset)
	if coding == nil {
		return nil, errNoCharset
	}
	if data, ok := spelled(coding, text); ok {
		return data, nil
	}
	for at, character := range text {
		if _, ok := spelled(coding, string(character)); !ok {
			return nil, UnspelledError{at}
		}
	}
	return nil, UnspelledError{0}
}

func spelled(coding encoding.Encoding, text string) ([]byte, bool) {
	data, err := coding.NewEncoder().Bytes([]byte(text))
	if err != nil {
		return nil, false
	}
	again, err := coding.NewDecoder().Bytes(data)
	return data, err == nil && string(again) == text
}

func codingOfCharset(name Name) encoding.Encoding {
	if name == GBK {
		return simplifiedchinese.GBK
	}
	if set := charsetOf(name); set != nil {
		return set.coding
	}
	return nil
}
