package main

import (
	"errors"

	"zkweb/auth/vault"
	"zkweb/cmd/zkweb/settings"
)

// previousShelf is where what changes replace is kept.
const previousShelf = "previous"

// readKey reads the key of what is kept sealed beside the trail, where something is
// to be. The error is a usageError.
func (s *recordSettings) readKey() (vault.Key, error) {
	if s.keepPrevious == 0 {
		return vault.Key{}, nil
	}
	if s.dataKey == "" {
		return vault.Key{}, usageError{errors.New("--keep-previous needs --data-key: what changes replace is kept sealed")}
	}
	key, err := vault.ReadKey(s.dataKey)
	if err != nil {
		err = usageError{settings.Refuse("data-key", s.dataKey, "the name of a file such as “openssl rand -base64 32 > FILE” makes, with mode 0600", err)}
	}
	return key, err
}

// previous returns the shelf of what changes replace.
func (s *recordSettings) previous(v *vault.Vault) *vault.Shelf {
	return v.Shelf(previousShelf, vault.Bounds{MaxAge: s.keepPrevious, MaxBytes: s.keepMaxBytes})
}
