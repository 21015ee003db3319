// Package settings reads the settings of a command from flags, environment
// variables and a YAML file. A flag wins over the environment, the
// environment over the file, the file over the default.
package settings

import (
	"errors"
	"fmt"
	"strconv"
	"strings"
)

const (
	// ConfigFlag names the file that holds settings.
	ConfigFlag = "config"
	envPrefix  = "ZKWEB_"
	// separator is between the values of one variable; commas are inside them.
	separator = ";"
)

// Setting is one value that a command takes.
type Setting struct {
	Name    string // of the flag, without dashes; the key in a file
	Form    string // what a value looks like, as help shows it; "" for a switch, which may stand without a value
	Default string // the value when none is given; "" leaves Set uncalled
	Does    string // what it is for, as help and README show it
	Takes   string // the values it takes, to complete the sentence "it takes"
	Many    bool   // may be given several times: by a repeated flag, a list in the file, or separated by ";" in the variable
	// InSection is the key that says the same within a cluster's section of the file,
	// where the cluster's name is not repeated; "" where there is none.
	InSection string
	OneRun    bool // is about this run alone: a flag, neither a variable nor in a file
	Set       func(value string) error
}

// Usage returns the flag as help and README show it, such as "--listen HOST:PORT".
func (s Setting) Usage() string { return strings.TrimSpace("--" + s.Name + " " + s.Form) }

// Variable returns the name of the environment variable, such as ZKWEB_BASE_PATH.
func (s Setting) Variable() string {
	return envPrefix + strings.ToUpper(strings.ReplaceAll(s.Name, "-", "_"))
}

// Refuse returns the error of a value that a setting cannot use, on one line.
// The sentence "it takes" ends with takes. Who signs in by the value is left out of it.
func Refuse(name, value, takes string, why error) error {
	return fmt.Errorf("--%s %q cannot be used: it takes %s (%s)", name, withoutLogin(value), takes, OneLine(why))
}

// withoutLogin leaves out what may be user:password: what stands before the last "@", behind
// "://" or the name that the value is for.
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

// OneLine returns an error's text with every run of white space made one blank.
func OneLine(err error) string { return strings.Join(strings.Fields(err.Error()), " ") }

// Text returns the Set of a setting whose value is taken as it is.
func Text(into *string) func(string) error {
	return func(value string) error {
		*into = value
		return nil
	}
}

// Switch returns the Set of a setting that takes true or false.
func Switch(into *bool) func(string) error {
	return func(value string) (err error) {
		if *into, err = strconv.ParseBool(value); err != nil {
			return errors.New("it is neither")
		}
		return nil
	}
}

// Number returns the Set of a setting that takes a whole number within bounds.
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

// Size returns the Set of a setting that takes whole MiB within bounds, such as
// "32MiB", and stores bytes. It takes "0" where least is 0.
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
