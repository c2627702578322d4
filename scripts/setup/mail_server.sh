# A real mail server for the tests: aiosmtpd, which keeps mails in a folder.
# shellcheck shell=bash

has_mail_server() {
  have aiosmtpd
}

install_mail_server() {
  has_mail_server || apt_install python3-aiosmtpd
}
