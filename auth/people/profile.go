package people

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"regexp"

	"zkweb/zkconn/znode"
)

// The bounds of a profile.
const (
	maxProfileBytes = 64 << 10
	maxProfilePaths = 100
)

// Profile is what a person's znode in the user directory says of them.
type Profile struct {
	Role     Role
	Paths    []znode.Path // none: nothing is open to them
	Locale   string       // such as "en" or "zh-CN"; "" for none
	Disabled bool         // may not sign in
}

// profileJSON is a profile as the znode holds it.
type profileJSON struct {
	Role     *string  `json:"role"`
	Paths    []string `json:"paths"`
	Locale   string   `json:"locale"`
	Disabled bool     `json:"disabled"`
}

var localeForm = regexp.MustCompile(`^[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8}){0,4}$`)

// ParseProfile reads a profile's JSON, such as
//
//	{"role":"viewer","paths":["/app"],"locale":"en","disabled":false}
//
// Role and paths must be there. What is not understood makes the whole profile
// unusable, a field of an unknown name too: it could be meant to take something
// away.
func ParseProfile(data []byte) (Profile, error) {
	if len(data) > maxProfileBytes {
		return Profile{}, fmt.Errorf("the profile has over %d bytes", maxProfileBytes)
	}
	var read profileJSON
	decoder := json.NewDecoder(bytes.NewReader(data))
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(&read); err != nil {
		return Profile{}, fmt.Errorf("the profile is not such JSON: %w", err)
	}
	if _, err := decoder.Token(); !errors.Is(err, io.EOF) {
		return Profile{}, errors.New("the profile goes on after its JSON")
	}
	if read.Role == nil || read.Paths == nil {
		return Profile{}, errors.New("the profile lacks its role or its paths")
	}
	return read.check()
}

func (p profileJSON) check() (Profile, error) {
	role, err := ParseRole(*p.Role)
	if err != nil {
		return Profile{}, err
	}
	if len(p.Paths) > maxProfilePaths {
		return Profile{}, fmt.Errorf("the profile has over %d paths", maxProfilePaths)
	}
	if p.Locale != "" && !localeForm.MatchString(p.Locale) {
		return Profile{}, errors.New("the profile's locale is none")
	}
	profile := Profile{Role: role, Paths: make([]znode.Path, len(p.Paths)), Locale: p.Locale, Disabled: p.Disabled}
	for i, text := range p.Paths {
		if profile.Paths[i], err = znode.ParsePath(text); err != nil {
			return Profile{}, fmt.Errorf("one of the profile's paths is none: %w", err)
		}
	}
	return profile, nil
}

// JSON is the profile as its znode holds it. The error says what ParseProfile
// would not take.
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
