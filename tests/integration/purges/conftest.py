from tests.integration.webhooks.receiver import receiver

__all__ = ["receiver"]
