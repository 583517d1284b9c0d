"""Score to Stems: what is played and sung."""
