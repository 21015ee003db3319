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

// The bounds of a profile.
const (
	maxProfileBytes = 64 << 10
	maxProfilePaths = 100
)

// Profile is a person's znode in the user directory: what they may do, and where.
type Profile struct {
	Role     Role
	Paths    []znode.Path
	Locale   string // such as "en" or "zh-CN"; "" for none
	Disabled bool   // the person may not sign in
}

// profileJSON is a profile as the znode holds it.
type profileJSON struct {
	Role     *string  `json:"role"`
	Paths    []string `json:"paths"`
	Locale   string   `json:"locale"`
	Disabled bool     `json:"disabled"`
}

// unusable returns an error of a profile that cannot be used.
func unusable(code znode.Code, args znode.Args, cause error) error {
	return &znode.Error{Kind: znode.Invalid, Code: code, Args: args, Cause: cause}
}

var localeForm = regexp.MustCompile(`^[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8}){0,4}$`)

// ParseProfile reads a profile's JSON, such as
//
//	{"role":"viewer","paths":["/app"],"locale":"en","disabled":false}
//
// Role and at least one path must be there. Anything that is not understood makes
// the whole profile unusable, as a field could be meant to take something away: a
// field of another name (names are compared exactly), a field or a path that stands
// there twice, or null.
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

// decodeProfile reads one JSON object. It takes each name exactly as written
// and once: encoding/json alone takes "ROLE" for "role" and the last of two, so
// that two readers could see two different people.
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

// decodeField reads one value, which null is not.
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

// JSON returns the profile as its znode holds it. It fails for a profile that
// ParseProfile would not take.
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
