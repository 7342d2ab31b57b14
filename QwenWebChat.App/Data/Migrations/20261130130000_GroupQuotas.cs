using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace QwenWebChat.App.Data.Migrations
{
    /// <inheritdoc />
    public partial class GroupQuotas : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<bool>(
                name: "IsUnlimitedOtherwise",
                table: "Quotas",
                type: "INTEGER",
                nullable: false,
                defaultValue: false);

            // EF Core would copy the table for a foreign key.
            migrationBuilder.Sql("""ALTER TABLE "Quotas" ADD COLUMN "GroupId" TEXT NULL REFERENCES "Groups" ("Id") ON DELETE CASCADE;""");

            migrationBuilder.CreateIndex(
                name: "IX_Quotas_GroupId",
                table: "Quotas",
                column: "GroupId");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "IX_Quotas_GroupId",
                table: "Quotas");

            // EF Core would copy the table for these too.
            migrationBuilder.Sql("""ALTER TABLE "Quotas" DROP COLUMN "GroupId";""");
            migrationBuilder.Sql("""ALTER TABLE "Quotas" DROP COLUMN "IsUnlimitedOtherwise";""");
        }
    }
}
