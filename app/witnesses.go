package app

import (
	"net/http"
	"time"

	"deletecall/config"
	"deletecall/hint"
	"deletecall/history/proof"
	"deletecall/history/witness"
	"deletecall/safetext"
)

// Policy is that of the configured witnesses: each counts, and one is enough.
func (s *Session) Policy() (policy proof.Policy) {
	for _, asked := range s.witnesses {
		policy.Add(asked.Key)
	}
	return policy
}

// Witnesses are the configured ones. Its error is a *[SetupError]: a key that can't be read.
func Witnesses(loaded *config.Config) (clients []witness.Client, err error) {
	for _, configured := range loaded.Witnesses {
		key, err := proof.ParseWitness(configured.Key)
		if err != nil {
			return nil, &SetupError{hint.Below("witnesses."+safetext.Line(configured.Name)+".key is not the public key of a witness",
				"Copy the whole line that deletecall witness prints, name+hash+key.")}
		}
		// A transport of its own: no proxy and no certificate of a server is for a witness.
		// Whom it talks to is shown by the cosignature, not by the connection.
		transport := &http.Transport{IdleConnTimeout: time.Minute}
		clients = append(clients, witness.Client{URL: configured.URL, Key: key, HTTP: &http.Client{Transport: transport}})
	}
	return clients, nil
}
