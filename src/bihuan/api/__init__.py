"""The interface for programs: actions and queries as OpenAPI, with one shape of error."""
