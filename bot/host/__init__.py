"""What whoever hosts the bot needs: backups, a doctor, health and metrics."""
