"""Unit trees and their validity, without a database."""
