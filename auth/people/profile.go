package people

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"regexp"
	"slices"
	"strconv"
	"unicode/utf8"

	"zkweb/zkconn/znode"
)

// Bounds of a profile.
const (
	maxProfileBytes = 64 << 10
	maxProfilePaths = 100
)

// Profile is the content of a person's znode in the user directory: what they may do, and where.
type Profile struct {
	Role     Role
	Paths    []znode.Path
	Locale   string // such as "en" or "zh-CN"; "" for none
	Disabled bool   // the person cannot sign in
}

// profileJSON is a profile in the form in which the znode has it.
type profileJSON struct {
	Role     *string  `json:"role"`
	Paths    []string `json:"paths"`
	Locale   string   `json:"locale"`
	Disabled bool     `json:"disabled"`
}

// unusable returns an error for a profile that cannot be used.
func unusable(code znode.Code, args znode.Args, cause error) error {
	return &znode.Error{Kind: znode.Invalid, Code: code, Args: args, Cause: cause}
}

var localeForm = regexp.MustCompile(`^[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8}){0,4}$`)

// ParseProfile reads a profile's JSON, such as
//
//	{"role":"viewer","paths":["/app"],"locale":"en","disabled":false}
//
// The role and at least one path are required. Anything unknown makes the whole profile unusable,
// since it could be meant as a restriction: an unknown field (names are compared exactly), a field or
// path that occurs twice, or null.
func ParseProfile(data []byte) (Profile, error) {
	if len(data) > maxProfileBytes {
		return Profile{}, unusable(znode.CodeProfileTooLarge, znode.Args{"bytes": strconv.Itoa(maxProfileBytes)}, nil)
	}
	read, err := decodeProfile(data)
	if err != nil {
		return Profile{}, err
	}
	if read.Role == nil || read.Paths == nil {
		return Profile{}, unusable(znode.CodeProfileIncomplete, nil, nil)
	}
	return read.check()
}

// decodeProfile reads one JSON object. It accepts each name only once and exactly as written.
// encoding/json alone accepts "ROLE" for "role" and uses the last of two fields, so two readers
// could understand a profile differently.
func decodeProfile(data []byte) (profileJSON, error) {
	var read profileJSON
	fields := map[string]any{"role": &read.Role, "paths": &read.Paths, "locale": &read.Locale, "disabled": &read.Disabled}
	decoder := json.NewDecoder(bytes.NewReader(data))
	if opening, err := decoder.Token(); err != nil || opening != json.Delim('{') || !utf8.Valid(data) {
		return read, unusable(znode.CodeProfileJSON, nil, err)
	}
	for decoder.More() {
		name, err := decoder.Token()
		if err != nil {
			return read, unusable(znode.CodeProfileJSON, nil, err)
		}
		field, known := fields[name.(string)] // inside an object and before a value, a token is a name
		if !known {
			return read, unusable(znode.CodeProfileField, nil, nil)
		}
		delete(fields, name.(string))
		if err := decodeField(decoder, field); err != nil {
			return read, err
		}
	}
	if _, err := decoder.Token(); err != nil {
		return read, unusable(znode.CodeProfileJSON, nil, err)
	}
	if _, err := decoder.Token(); !errors.Is(err, io.EOF) {
		return read, unusable(znode.CodeProfileJSON, nil, nil)
	}
	return read, nil
}

// decodeField reads one value, which must not be null.
func decodeField(decoder *json.Decoder, field any) error {
	var raw json.RawMessage
	if err := decoder.Decode(&raw); err != nil {
		return unusable(znode.CodeProfileJSON, nil, err)
	}
	if string(raw) == "null" {
		return unusable(znode.CodeProfileJSON, nil, nil)
	}
	if err := json.Unmarshal(raw, field); err != nil {
		return unusable(znode.CodeProfileJSON, nil, err)
	}
	return nil
}

func (p profileJSON) check() (Profile, error) {
	role, err := ParseRole(*p.Role)
	if err != nil {
		return Profile{}, err
	}
	if len(p.Paths) == 0 {
		return Profile{}, unusable(znode.CodeProfileIncomplete, nil, nil)
	}
	if len(p.Paths) > maxProfilePaths {
		return Profile{}, unusable(znode.CodeProfilePaths, znode.Args{"max": strconv.Itoa(maxProfilePaths)}, nil)
	}
	if p.Locale != "" && !localeForm.MatchString(p.Locale) {
		return Profile{}, unusable(znode.CodeProfileLocale, nil, nil)
	}
	profile := Profile{Role: role, Paths: make([]znode.Path, len(p.Paths)), Locale: p.Locale, Disabled: p.Disabled}
	for i, text := range p.Paths {
		if profile.Paths[i], err = znode.ParsePath(text); err != nil {
			return Profile{}, unusable(znode.CodeProfilePath, nil, err)
		}
		if slices.Contains(profile.Paths[:i], profile.Paths[i]) {
			return Profile{}, unusable(znode.CodeProfilePath, nil, nil)
		}
	}
	return profile, nil
}

// JSON returns the profile in the form in which its znode has it. It fails if ParseProfile would
// not accept the profile.
func (p Profile) JSON() ([]byte, error) {
	role := string(p.Role)
	written := profileJSON{Role: &role, Paths: make([]string, len(p.Paths)), Locale: p.Locale, Disabled: p.Disabled}
	for i, path := range p.Paths {
		written.Paths[i] = path.String()
	}
	data, err := json.Marshal(written)
	if err != nil {
		return nil, err
	}
	_, err = ParseProfile(data)
	return data, err
}
