using System.Runtime.InteropServices;

namespace QwenWebChat.Inference.Checkpoints;

/// <summary>
/// GPTQ's act-order: columns are grouped in the order of their activations' magnitude, and <c>g_idx</c> has each
/// column's group. Source: AutoGPTQ's <c>auto_gptq/nn_modules/qlinear/qlinear_cuda_old.py</c>.
/// </summary>
internal static class ActOrder
{
    /// <summary>Reads <c>g_idx</c>, int32 [columns].</summary>
    /// <returns>
    /// The columns sorted by group, in their order within each group, so that groups are contiguous; null if they are
    /// already.
    /// </returns>
    /// <exception cref="CheckpointException">A group does not exist, or has more or fewer columns than the group size.</exception>
    public static int[]? Read(PackedLayout layout, TensorSource index)
    {
        byte[] bytes = index.ReadAll();
        ReadOnlySpan<int> groups = MemoryMarshal.Cast<byte, int>(bytes);
        int[] sizes = new int[layout.GroupCount];
        int[] order = new int[layout.ColumnCount];
        bool isSorted = true;
        for (int column = 0; column < groups.Length; column++)
        {
            int group = groups[column];
            if ((uint)group >= (uint)sizes.Length)
            {
                throw new CheckpointException(
                    index.Path, $"group {group} at column {column} in '{index.Entry.Name}'", $"groups from 0 to {sizes.Length - 1}");
            }

            int place = sizes[group]++;
            if (place == layout.GroupSize)
            {
                throw new CheckpointException(
                    index.Path,
                    $"more than {layout.GroupSize} columns of group {group} in '{index.Entry.Name}'",
                    $"{layout.GroupSize} columns in each of {sizes.Length} groups");
            }

            // No group overflows, so at the end none is short either.
            int stored = (group * layout.GroupSize) + place;
            order[stored] = column;
            isSorted &= stored == column;
        }

        return isSorted ? null : order;
    }
}
