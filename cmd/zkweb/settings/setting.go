// Package settings reads the settings of a command from flags, environment variables and a YAML
// file. Flags take precedence over the environment, the environment over the file, and the file
// over the defaults.
package settings

import (
	"errors"
	"fmt"
	"strconv"
	"strings"
)

const (
	// ConfigFlag is the flag that names the settings file.
	ConfigFlag = "config"
	envPrefix  = "ZKWEB_"
	// separator separates several values in a variable; commas occur within them.
	separator = ";"
)

// Setting is one setting of a command.
type Setting struct {
	Name    string // of the flag, without dashes, and the key in a file
	Form    string // placeholder for the value in help; "" for a switch, which needs no value
	Default string // if "", Set is not called without a value
	Does    string // what it is for, as help and README show it
	Takes   string // the values it takes, as the end of a sentence that begins with "it takes"
	Many    bool   // may be given several times: by repeating the flag, as a list in the file, or joined by ";" in the variable
	// InSection is the key of the same setting in a cluster's section of the file, which leaves out
	// the cluster's name; "" if it cannot stand there.
	InSection string
	OneRun    bool // belongs to one run: it has a flag, but neither a variable nor a key in a file
	Set       func(value string) error
}

// Usage returns the flag as help and README show it, such as "--listen HOST:PORT".
func (s Setting) Usage() string { return strings.TrimSpace("--" + s.Name + " " + s.Form) }

// Variable returns the name of the environment variable, such as ZKWEB_BASE_PATH.
func (s Setting) Variable() string {
	return envPrefix + strings.ToUpper(strings.ReplaceAll(s.Name, "-", "_"))
}

// Refuse returns an error, on one line, for a value that a setting cannot use. takes completes the
// sentence that begins with "it takes". The error leaves out credentials that may be part of the
// value.
func Refuse(name, value, takes string, why error) error {
	return fmt.Errorf("--%s %q cannot be used: it takes %s (%s)", name, withoutLogin(value), takes, OneLine(why))
}

// withoutLogin removes what may be user:password: the text before the last "@", after "://" or
// after the name that the value is for.
func withoutLogin(value string) string {
	login, rest, found := cutLast(value, "@")
	if !found {
		return value
	}
	kept, _, found := strings.Cut(login, "://")
	if found {
		return kept + "://…@" + rest
	}
	if kept, _, found = strings.Cut(login, "="); found {
		return kept + "=…@" + rest
	}
	return "…@" + rest
}

func cutLast(text, mark string) (before, after string, found bool) {
	if at := strings.LastIndex(text, mark); at >= 0 {
		return text[:at], text[at+len(mark):], true
	}
	return text, "", false
}

// OneLine returns an error's text with all white space collapsed to single blanks.
func OneLine(err error) string { return strings.Join(strings.Fields(err.Error()), " ") }

// Text returns a Set function that stores the value as it is.
func Text(into *string) func(string) error {
	return func(value string) error {
		*into = value
		return nil
	}
}

// Switch returns a Set function for a setting that is true or false.
func Switch(into *bool) func(string) error {
	return func(value string) (err error) {
		if *into, err = strconv.ParseBool(value); err != nil {
			return errors.New("it is neither")
		}
		return nil
	}
}

// Number returns a Set function for an integer within bounds.
func Number(into *int, least, most int) func(string) error {
	return func(value string) error {
		number, err := strconv.Atoi(value)
		if err != nil || number < least || number > most {
			return errors.New("it is not such a number")
		}
		*into = number
		return nil
	}
}

// Size returns a Set function for a number of MiB within bounds, such as "32MiB". It stores bytes.
// If least is 0, it accepts "0".
func Size(into *int64, least, most int) func(string) error {
	return func(value string) error {
		digits, ok := strings.CutSuffix(value, "MiB")
		number, err := strconv.Atoi(digits)
		if value == "0" && least == 0 {
			ok, err = true, nil
		} else if number == 0 {
			ok = false
		}
		if !ok || err != nil || number < least || number > most {
			return errors.New("it is not such a size")
		}
		*into = int64(number) << 20
		return nil
	}
}
