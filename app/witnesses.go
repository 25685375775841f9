package app

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"net"
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

// Witnesses are the configured ones, whose certificates are held against these authorities. Its
// error is a *[SetupError]: a key that can't be read.
func Witnesses(loaded *config.Config, authorities func() (*x509.CertPool, error)) (clients []witness.Client, err error) {
	for _, configured := range loaded.Witnesses {
		key, err := proof.ParseWitness(configured.Key)
		if err != nil {
			return nil, &SetupError{hint.Below("witnesses."+safetext.Line(configured.Name)+".key is not the public key of a witness",
				"Copy the whole line that deletecall witness prints, name+hash+key.")}
		}
		// A transport of its own: no proxy and no certificate of a server is for a witness.
		// Whom it talks to is shown by the cosignature, not by the connection.
		transport := &http.Transport{IdleConnTimeout: time.Minute, DialTLSContext: trusting(authorities)}
		clients = append(clients, witness.Client{URL: configured.URL, Key: key, HTTP: &http.Client{Transport: transport}})
	}
	return clients, nil
}

// trusting connects to whoever proves to be the right one by the authorities. They are asked for
// here: Go would take those that SSL_CERT_FILE names, and keep them for the whole process, for
// the servers of deletions too.
func trusting(authorities func() (*x509.CertPool, error)) func(ctx context.Context, network, address string) (net.Conn, error) {
	return func(ctx context.Context, network, address string) (net.Conn, error) {
		trusted, err := authorities()
		if err != nil {
			return nil, err
		}
		dialer := tls.Dialer{Config: &tls.Config{RootCAs: trusted}}
		return dialer.DialContext(ctx, network, address)
	}
}
