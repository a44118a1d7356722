"""Pages of live sessions: following and asking, leading, and the transcript."""
