namespace QwenWebChat.App.Hosting;

/// <summary>Checks the log levels early; .NET reads them only with the first log line.</summary>
internal static class LogLevels
{
    /// <exception cref="StartupException">A log level is unknown.</exception>
    public static void Check(IConfiguration configuration)
    {
        IConfigurationSection logging = configuration.GetSection("Logging");
        foreach (IConfigurationSection level in logging.GetChildren().Append(logging).SelectMany(logger => logger.GetSection("LogLevel").GetChildren()))
        {
            if (!string.IsNullOrEmpty(level.Value) && !Enum.TryParse<LogLevel>(level.Value, ignoreCase: true, out _))
            {
                throw new StartupException($"{level.Path} is '{level.Value}'; it must be one of {string.Join(", ", Enum.GetNames<LogLevel>())}.");
            }
        }
    }
}
