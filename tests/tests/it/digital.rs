//! Digital certificates: from a request for access to a certificate and its end.
