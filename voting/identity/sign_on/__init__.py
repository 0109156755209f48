"""Single sign-on for voters by OpenID Connect: code flow with PKCE, state and nonce, without a session."""
