package format

import (
	"errors"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/simplifiedchinese"
)

// GBK is GB18030 without its characters of four bytes: a name for writing, since all
// that is read as GBK is read as GB18030.
const GBK Name = "gbk"

// CharsetNames returns the character sets that Decode and Encode know, beside UTF-8.
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

// UnspelledError is the error of a character that a character set does not have, or
// would read as another.
type UnspelledError struct {
	Offset int // of the character in the text, in bytes
}

// Error implements error.
func (UnspelledError) Error() string { return "a character that the character set does not have" }

var errNoCharset = errors.New("no such character set")

// Decode reads data in a character set, and fails unless Encode would write the same
// bytes again.
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

// Encode writes a text in a character set. It fails with an UnspelledError for a
// text that would not be read again as it is.
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
