namespace QwenWebChat.App.Monitoring.Samples;

/// <summary>Returns the amount that a measurement adds to a count.</summary>
internal delegate long MeasurementCount(long value, ReadOnlySpan<KeyValuePair<string, object?>> tags);
