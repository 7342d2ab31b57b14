using System.Runtime.InteropServices;

namespace QwenWebChat.App.Hosting;

/// <summary>
/// Checks for the language data (ICU), which the English and Chinese pages need. On Linux .NET uses the system's data, and
/// crashes with a stack trace if there is none. The check therefore runs before anything uses a culture.
/// </summary>
internal static class LanguageData
{
    private const string Switch = "System.Globalization.Invariant";
    private const string Variable = "DOTNET_SYSTEM_GLOBALIZATION_INVARIANT";

    // The range of versions that .NET supports.
    private const int OldestVersion = 50;
    private const int NewestVersion = 255;

    /// <summary>Returns the missing part and its remedy in one line; null if the data is present.</summary>
    public static string? FindFault()
    {
        if (IsTurnedOff())
        {
            return $"The language data (ICU) is disabled by {Variable}, but the app needs it; unset the variable.";
        }

        return OperatingSystem.IsLinux() && !IsInstalled()
            ? "The language data (ICU) is not installed; install it: apt-get install libicu-dev, dnf install libicu, apk add icu-libs icu-data-full."
            : null;
    }

    /// <summary>
    /// Disables the data, so that the process can write to its console instead of crashing when it uses a culture.
    /// </summary>
    public static void TurnOff() => AppContext.SetSwitch(Switch, true);

    private static bool IsTurnedOff() =>
        (AppContext.TryGetSwitch(Switch, out bool isOff) && isOff)
        || Environment.GetEnvironmentVariable(Variable) is "1" or "true" or "True" or "TRUE";

    private static bool IsInstalled()
    {
        for (int version = OldestVersion; version <= NewestVersion; version++)
        {
            if (NativeLibrary.TryLoad(string.Concat("libicuuc.so.", version.ToString(provider: null)), out _))
            {
                return true;
            }
        }

        return NativeLibrary.TryLoad("libicuuc.so", out _);
    }
}
