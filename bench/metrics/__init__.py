"""How far an answer lies from the truth; one question a file, mir_eval's definitions wherever it has one."""
