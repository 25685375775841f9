package apiclient

import (
	"bytes"
	"context"
	"crypto/rsa"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"net"
	"net/url"
	"slices"
	"strings"
	"syscall"
	"time"

	"deletecall/deletion"
)

// describeTLS explains why a TLS connection is not trusted, and what to do; seen
// is what the handshake showed by then.
func describeTLS(ctx context.Context, err error, to *url.URL, seen *handshake) *ConnectError {
	host := to.Hostname()
	failed := &ConnectError{Cause: deletion.CauseTLS, Err: err}
	var untrusted *tls.CertificateVerificationError
	var alert *net.OpError
	switch {
	case errors.As(err, &untrusted):
		failed.Problem, failed.Advice = describeCertificate(untrusted, host, seen.zone)
		if sent := untrusted.UnverifiedCertificates; errors.As(err, new(x509.UnknownAuthorityError)) || errors.As(err, new(*pinError)) {
			failed.Fingerprint = fingerprint(sent[len(sent)-1])
		}
	case errors.As(err, new(tls.RecordHeaderError)):
		failed.Problem = "the host " + host + " does not speak TLS on this port"
		failed.Advice = "check port and https:// in the server's URL"
	case seen.leaf != nil && keyBits(seen.leaf) < minKeyBits:
		failed.Problem, failed.Advice = smallKey(seen.leaf, host, true)
	case errors.As(err, &alert) && alert.Op == "remote error":
		failed.Problem = "the host " + host + " refused the TLS connection (" + excerpt(alert.Err.Error()) + ")" + seen.problem()
		if failed.Advice = alertAdvice(alert.Err); failed.Advice == "" {
			failed.Advice, failed.vague = seen.advice(), true
		}
	case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF), errors.Is(err, syscall.ECONNRESET):
		failed.Problem = "there is no TLS connection to " + host + ": it closed the connection during the handshake"
		failed.Advice, failed.vague = seen.advice(), true
	default:
		failed.Problem = "there is no TLS connection to " + host + ": " + excerpt(inner(err).Error())
		failed.Advice, failed.vague = shareAdvice, true
	}
	errors.As(timedOut(ctx, err, failed), &failed)
	return failed
}

// alertAdvice is what to do about the alerts that say themselves what is wrong (RFC
// 7301, section 3.2; RFC 6066, section 3); "" for the others. crypto/tls keeps the
// alerts' type to itself, but not how it names them.
func alertAdvice(alert error) string {
	switch alert.Error() {
	case tls.AlertError(120).Error():
		return "have HTTP/1.1 enabled on the server (http/1.1 in ALPN); this program does not speak HTTP/2"
	case tls.AlertError(112).Error():
		return "use a host name that the server knows in its URL, or have this one configured there"
	}
	return ""
}

// describeCertificate explains why a certificate is not trusted, and what to do.
func describeCertificate(err *tls.CertificateVerificationError, host string, zone *time.Location) (problem, advice string) {
	leaf := err.UnverifiedCertificates[0]
	var invalid x509.CertificateInvalidError
	switch {
	case errors.As(err, &invalid):
		return describeInvalid(invalid, leaf, host, zone)
	case errors.As(err, new(x509.HostnameError)):
		return describeName(leaf, host)
	case errors.As(err, new(*pinError)):
		return "none of the certificates of " + host + " is the one that is pinned (tls_pin)",
			"ask the server's administrator whether it was replaced\nif so, pin the new one"
	}
	// No authority known here signed it; often the reason is visible.
	for i, certificate := range err.UnverifiedCertificates {
		if isWeaklySigned(certificate) {
			return fmt.Sprintf("%s is signed with %s, which can be forged", nameOf(certificate, host, i == 0), certificate.SignatureAlgorithm),
				"have it replaced by one that is signed with SHA-256"
		}
		if keyBits(certificate) < minKeyBits {
			return smallKey(certificate, host, i == 0)
		}
	}
	if isSelfSigned(leaf) {
		return "the certificate of " + host + " is self-signed",
			"make sure that it belongs to the server, then name it as ca_file of this server"
	}
	return "the certificate of " + host + " is signed by an authority that this machine does not know",
		"name that authority's certificate as ca_file of this server"
}

func describeInvalid(invalid x509.CertificateInvalidError, leaf *x509.Certificate, host string, zone *time.Location) (problem, advice string) {
	of := nameOf(invalid.Cert, host, invalid.Cert == leaf)
	switch {
	case invalid.Reason == x509.Expired && time.Now().Before(invalid.Cert.NotBefore):
		return of + " is not valid before " + deletion.FormatTime(invalid.Cert.NotBefore, zone),
			"wait until then or have it replaced\nif that time has passed, set this machine's clock"
	case invalid.Reason == x509.Expired:
		return of + " expired on " + deletion.FormatTime(invalid.Cert.NotAfter, zone),
			"have it renewed\nif that time is still to come, set this machine's clock"
	case invalid.Reason == x509.IncompatibleUsage:
		return of + " is not meant for servers (its extended key usage lacks server authentication)", "have it replaced by a server's certificate"
	case invalid.Reason == x509.NotAuthorizedToSign:
		return of + " is not that of an authority, and has signed another one", "have the certificate of " + host + " replaced"
	}
	return of + " can't be used: " + excerpt(invalid.Error()), "have it replaced"
}

// describeName explains a certificate that is not for this host. The common name
// has not counted since RFC 6125, and an address has to be one of type IP (RFC 9110,
// section 4.3.5).
func describeName(leaf *x509.Certificate, host string) (problem, advice string) {
	var names []string // that a server's URL can have
	for _, name := range leaf.DNSNames {
		if isHostName(name) {
			names = append(names, name)
		}
	}
	for _, ip := range leaf.IPAddresses {
		names = append(names, ip.String())
	}
	kind, ip := "DNS:", net.ParseIP(host)
	if ip != nil {
		kind = "IP:"
	}
	advice = "have it replaced by one with the subject alternative name " + kind + host
	switch common := leaf.Subject.CommonName; {
	case ip != nil && slices.ContainsFunc(leaf.DNSNames, func(name string) bool { return ip.Equal(net.ParseIP(name)) }):
		return "the certificate has " + host + " as a DNS name, which does not count for an address", advice
	case len(names) > 0:
		return "the certificate is not for " + host + " but for " + excerpt(strings.Join(names, ", ")),
			"use one of its names in the server's URL, or have it replaced"
	case len(leaf.DNSNames) > 0:
		return "the certificate is for no host: no URL can have its name " + excerpt(strings.Join(leaf.DNSNames, ", ")), advice
	case common != "":
		return fmt.Sprintf("the certificate of %s has only the common name \"%s\" and no subject alternative name, so it is for no host", host, excerpt(common)), advice
	}
	return "the certificate of " + host + " has no subject alternative name, so it is for no host", advice
}

// isHostName reports whether a URL can have a certificate's DNS name as its host, or one
// that its wildcard stands for.
func isHostName(name string) bool {
	for label := range strings.SplitSeq(strings.TrimPrefix(name, "*."), ".") {
		if label == "" || strings.Trim(label, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_") != "" {
			return false
		}
	}
	return net.ParseIP(name) == nil
}

// minKeyBits is the smallest RSA key that crypto/rsa takes, in bits.
const minKeyBits = 1024

// keyBits is the length of a certificate's RSA key; of another key it is enough.
func keyBits(certificate *x509.Certificate) int {
	if key, ok := certificate.PublicKey.(*rsa.PublicKey); ok {
		return key.N.BitLen()
	}
	return minKeyBits
}

func smallKey(certificate *x509.Certificate, host string, isLeaf bool) (problem, advice string) {
	return fmt.Sprintf("%s has an RSA key of %d bits, which can be broken", nameOf(certificate, host, isLeaf), keyBits(certificate)),
		"have it replaced by one with a key of 2048 bits or more"
}

// isWeaklySigned reports a signature that is not accepted from an authority any more.
func isWeaklySigned(certificate *x509.Certificate) bool {
	switch certificate.SignatureAlgorithm {
	case x509.MD2WithRSA, x509.MD5WithRSA, x509.SHA1WithRSA, x509.DSAWithSHA1, x509.ECDSAWithSHA1:
		return !isSelfSigned(certificate)
	}
	return false
}

func isSelfSigned(certificate *x509.Certificate) bool {
	return bytes.Equal(certificate.RawSubject, certificate.RawIssuer)
}

// nameOf names the certificate of a host, or one of those that it depends on.
func nameOf(certificate *x509.Certificate, host string, isLeaf bool) string {
	if isLeaf {
		return "the certificate of " + host
	}
	return fmt.Sprintf("the certificate of the authority %q, on which that of %s depends,", excerpt(certificate.Subject.String()), host)
}
