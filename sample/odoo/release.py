"""What this core calls itself."""

RELEASE_LEVELS = ALPHA, BETA, CANDIDATE, FINAL = "alpha", "beta", "candidate", "final"

version_info = (17, 0, 0, FINAL, 0, "")
series = ".".join(str(part) for part in version_info[:2])
version = series
product_name = "Sample"
